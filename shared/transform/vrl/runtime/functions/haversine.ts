import { floatNumber, type FloatValue, floatOrZero } from '../numbers.ts';
import { round } from './round.ts';
import type { VrlObject } from '../value.ts';

const radiusKilometers = 6371.0088;
const milesPerKilometer = 0.6213712;

export function haversine(
  latitude1: FloatValue,
  longitude1: FloatValue,
  latitude2: FloatValue,
  longitude2: FloatValue,
  unit: string,
): VrlObject {
  const radians = (degrees: FloatValue): number => floatNumber(degrees) * (Math.PI / 180);
  const from = radians(latitude1);
  const to = radians(latitude2);
  const east = radians(longitude2) - radians(longitude1);
  const half =
    Math.sin((to - from) / 2) ** 2 + Math.cos(from) * Math.cos(to) * Math.sin(east / 2) ** 2;
  const angle = 2 * Math.asin(Math.sqrt(half));
  const radius = unit === 'miles' ? radiusKilometers * milesPerKilometer : radiusKilometers;
  const y = Math.sin(east) * Math.cos(to);
  const x = Math.cos(from) * Math.sin(to) - Math.sin(from) * Math.cos(to) * Math.cos(east);
  const bearing = (Math.atan2(y, x) * (180 / Math.PI) + 360) % 360;
  return {
    distance: round(floatOrZero(angle * radius), 7),
    bearing: round(floatOrZero(bearing), 3),
  };
}
