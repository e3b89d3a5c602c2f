/** What a paper can be, as its bytes say. */
export const PDF = 'application/pdf';
export const OFD = 'application/ofd';
export const IMAGES = new Set(['image/jpeg', 'image/png', 'image/tiff', 'image/webp']);
export const RECORDINGS = new Set([
  'audio/mpeg',
  'audio/wav',
  'audio/x-m4a',
  'audio/mp4',
  'audio/aac',
  'audio/ogg',
  'audio/flac',
  'video/mp4',
  'video/quicktime',
  'video/webm',
]);

/** Whether pages of it can be drawn. */
export const hasPictures = (mediaType: string): boolean => mediaType === PDF || IMAGES.has(mediaType);
