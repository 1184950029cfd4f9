// Plane geometry of outlines. A point is [x, y]; lengths come in the unit of the points.

export const distance = (a, b) => Math.hypot(b[0] - a[0], b[1] - a[1]);
export const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
export const samePolygon = (a, b) =>
  a.length === b.length && a.every((p, i) => distance(p, b[i]) < 1e-6);
const after = (points, i) => points[(i + 1) % points.length];
const cross = (o, a, b) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);

/** Give pixel points in plane millimeters, or null when they reach beyond the plane's horizon. */
export function toPlane(h, points) {
  const depths = points.map(([x, y]) => h[6] * x + h[7] * y + h[8]);
  if (depths.some((d) => Math.abs(d) < 1e-12 || d * depths[0] <= 0)) return null;
  return points.map(([x, y], i) =>
    [0, 3].map((row) => (h[row] * x + h[row + 1] * y + h[row + 2]) / depths[i]));
}

export const area = (points) => Math.abs(points.reduce(
  (sum, p, i) => sum + cross(points[0], p, after(points, i)), 0)) / 2;

/**
 * Measure a closed polygon: longest diameter, greatest extent at right angles to it, area.
 * `ends` are the indices of the two corners that lie farthest apart.
 */
export function measure(points) {
  let [longest, ends] = [0, [0, 0]];
  points.forEach((a, i) => {
    for (let j = 0; j < i; j += 1) {
      const gap = distance(a, points[j]);
      if (gap > longest) [longest, ends] = [gap, [i, j]];
    }
  });
  const [start, end] = ends.map((i) => points[i]);
  const offsets = points.map((p) => cross(start, end, p) / (longest || 1));
  const perpendicular = Math.max(...offsets) - Math.min(...offsets);
  return { longest, perpendicular, area: area(points), ends };
}

const isOn = (a, b, p) => cross(a, b, p) === 0
  && (p[0] - a[0]) * (p[0] - b[0]) <= 0 && (p[1] - a[1]) * (p[1] - b[1]) <= 0;

function meeting(a, b, c, d) {
  const [toA, toB] = [cross(c, d, a), cross(c, d, b)];
  if (cross(a, b, c) * cross(a, b, d) < 0 && toA * toB < 0) {
    const t = toA / (toA - toB);
    return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
  }
  return [c, d].find((p) => isOn(a, b, p)) ?? [a, b].find((p) => isOn(c, d, p));
}

/** Find where the border of a closed polygon crosses or touches itself; null when nowhere. */
export function findCrossing(points) {
  const last = points.length - 1;
  for (let i = 0; i <= last; i += 1) {
    const [a, b] = [points[i], after(points, i)];
    // neighbors share a corner, so they can only meet by running back along each other
    if (isOn(a, b, after(points, i + 1)) || isOn(b, after(points, i + 1), a)) return b;
    for (let j = i + 2; j < last + (i > 0); j += 1) {
      const point = meeting(a, b, points[j], after(points, j));
      if (point) return point;
    }
  }
  return null;
}

function segmentDistance(a, b, p) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const along = ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.min(1, Math.max(0, along));
  return distance([a[0] + t * dx, a[1] + t * dy], p);
}

export const borderDistance = (points, p) =>
  Math.min(...points.map((a, i) => segmentDistance(a, after(points, i), p)));

export const contains = (points, [x, y]) => points.reduce((isInside, [ax, ay], i) => {
  const [bx, by] = after(points, i);
  const isPassed = (ay > y) !== (by > y) && x < ((bx - ax) * (y - ay)) / (by - ay) + ax;
  return isPassed !== isInside;
}, false);

function simplifyOpen(points, most) {
  const gaps = points.map((p) => segmentDistance(points[0], points.at(-1), p));
  const worst = Math.max(...gaps);
  const at = gaps.indexOf(worst);
  return worst <= most ? points.slice(0, 1)
    : [...simplifyOpen(points.slice(0, at + 1), most), ...simplifyOpen(points.slice(at), most)];
}

/** Drop points of a closed border (Douglas-Peucker); no dropped one lies farther than `most`. */
export function simplify(points, most) {
  const gaps = points.map((p) => distance(points[0], p));
  const far = gaps.indexOf(Math.max(...gaps));
  return [...simplifyOpen(points.slice(0, far + 1), most),
    ...simplifyOpen([...points.slice(far), points[0]], most)];
}
