import { Role } from '../platform/access/actor';
import { defineStates } from '../platform/states';
import type { AppointmentRow } from './person.entity';

export type AppointmentStateCode = 'WAITING' | 'STANDING' | 'ENDED';
export type AppointmentAct = 'approveAppointment' | 'endAppointment';

/** 任命. Appointments that need no second administrator stand from the beginning. */
export const appointmentStates = defineStates<AppointmentStateCode, AppointmentAct>({
  name: '任命',
  initial: 'WAITING',
  all: ['WAITING', 'STANDING', 'ENDED'],
  stateName: { WAITING: '待批准', STANDING: '有效', ENDED: '已终止' },
  transitions: [
    { act: 'approveAppointment', from: ['WAITING'], to: 'STANDING', roles: [Role.ADMINISTRATOR], provisions: [] },
    { act: 'endAppointment', from: ['WAITING', 'STANDING'], to: 'ENDED', roles: [Role.ADMINISTRATOR], provisions: [] },
  ],
});

export const stateOfAppointment = (
  row: Pick<AppointmentRow, 'needsApproval' | 'approvedBy' | 'endedAt'>,
): AppointmentStateCode => {
  if (row.endedAt) return 'ENDED';
  return row.needsApproval && !row.approvedBy ? 'WAITING' : 'STANDING';
};
