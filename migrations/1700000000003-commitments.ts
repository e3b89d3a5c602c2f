import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Case quality commitments (S4-4.4a, S4-4.4b): one agency on one side, a service organisation or a volunteer on the other. */
export class Commitments1700000000003 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE commitment_text (
        id text PRIMARY KEY,
        title text NOT NULL,
        body text NOT NULL,
        provenance text NOT NULL,
        in_force_from date NOT NULL,
        in_force_to date
      );

      CREATE TABLE quality_commitment (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL REFERENCES agency,
        service_organization_id uuid REFERENCES service_organization,
        volunteer_id uuid REFERENCES practitioner,
        text_id text NOT NULL REFERENCES commitment_text,
        in_force_from date NOT NULL,
        in_force_to date NOT NULL,
        state text NOT NULL CHECK (state IN ('OFFERED', 'IN_FORCE', 'ENDED', 'BREACHED', 'WITHDRAWN')),
        agency_signed_by uuid NOT NULL REFERENCES person,
        agency_signed_at timestamptz NOT NULL,
        party_signed_by uuid REFERENCES person,
        party_signed_at timestamptz,
        ended_on date,
        end_reason text,
        ended_by uuid REFERENCES person,
        CONSTRAINT two_sides_two_persons CHECK (party_signed_by IS NULL OR party_signed_by <> agency_signed_by),
        CONSTRAINT one_party CHECK (num_nonnulls(service_organization_id, volunteer_id) = 1),
        CONSTRAINT term_in_order CHECK (in_force_to >= in_force_from),
        CONSTRAINT both_sides_signed CHECK (state IN ('OFFERED', 'WITHDRAWN') OR party_signed_by IS NOT NULL),
        CONSTRAINT end_is_explained CHECK ((state IN ('ENDED', 'BREACHED', 'WITHDRAWN')) = (ended_on IS NOT NULL AND end_reason IS NOT NULL AND ended_by IS NOT NULL))
      );
      CREATE INDEX quality_commitment_agency ON quality_commitment (agency_id, service_organization_id, volunteer_id);
      CREATE UNIQUE INDEX one_offer_at_a_time ON quality_commitment (agency_id, coalesce(service_organization_id, volunteer_id)) WHERE state = 'OFFERED';

      GRANT SELECT ON commitment_text TO anzhi_app;
      GRANT SELECT, INSERT ON quality_commitment TO anzhi_app;
      GRANT UPDATE (state, party_signed_by, party_signed_at, ended_on, end_reason, ended_by) ON quality_commitment TO anzhi_app;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TABLE quality_commitment, commitment_text;`);
  }
}
