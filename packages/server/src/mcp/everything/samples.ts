/** A PNG of one red pixel, in base64. */
export const IMAGE = {
  data: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4z8AAAAMBAQD3A0FDAAAAAElFTkSuQmCC',
  mimeType: 'image/png',
} as const

/** A WAV of one millisecond of silence, in base64. */
export const AUDIO = {
  data: 'UklGRiwAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQgAAACAgICAgICAgA==',
  mimeType: 'audio/wav',
} as const
