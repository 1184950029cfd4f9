// Plane geometry of outlines. A point is [x, y]; lengths come in the unit of the points.

export const distance = (a, b) => Math.hypot(b[0] - a[0], b[1] - a[1]);
export const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
export const samePolygon = (a, b) =>
  a.length === b.length && a.every((p, i) => distance(p, b[i]) < 1e-6);

/** Give pixel points in plane millimeters, or null when they reach beyond the plane's horizon. */
export function toPlane(h, points) {
  const depths = points.map(([x, y]) => h[6] * x + h[7] * y + h[8]);
  const isOnOneSide = depths.every((d) => Math.abs(d) > 1e-12 && d * depths[0] > 0);
  if (!isOnOneSide) return null;
  return points.map(([x, y], i) => [
    (h[0] * x + h[1] * y + h[2]) / depths[i],
    (h[3] * x + h[4] * y + h[5]) / depths[i],
  ]);
}

/** Move the origin of a homography's pixels: the result maps p as the given one maps p - by. */
export const shiftedHomography = (h, by) =>
  h.map((v, i) => (i % 3 === 2 ? v - by * (h[i - 2] + h[i - 1]) : v));

const cross = (o, a, b) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);

export function area(points) {
  const twice = points.reduce(
    (sum, p, i) => sum + cross(points[0], p, points[(i + 1) % points.length]), 0);
  return Math.abs(twice) / 2;
}

function hull(points) {
  const sorted = points.map((_, i) => i)
    .sort((i, j) => points[i][0] - points[j][0] || points[i][1] - points[j][1]);
  const chain = (order) => order.reduce((kept, i) => {
    while (kept.length > 1 && cross(points[kept.at(-2)], points[kept.at(-1)], points[i]) <= 0) {
      kept.pop();
    }
    return [...kept, i];
  }, []).slice(0, -1);
  return [...chain(sorted), ...chain(sorted.reverse())];
}

/**
 * Measure a closed polygon: longest diameter, greatest extent at right angles to it, area.
 * `ends` are the indices of the two corners that lie farthest apart.
 */
export function measure(points) {
  const corners = hull(points);
  let ends = [0, 0];
  let longest = 0;
  for (const i of corners) {
    for (const j of corners) {
      const gap = distance(points[i], points[j]);
      if (gap > longest) [longest, ends] = [gap, [i, j]];
    }
  }
  if (!longest) return { longest: 0, perpendicular: 0, area: 0, ends };
  const [start, end] = ends.map((i) => points[i]);
  const offsets = corners.map((i) => cross(start, end, points[i]) / longest);
  const perpendicular = Math.max(...offsets) - Math.min(...offsets);
  return { longest, perpendicular, area: area(points), ends };
}

const isBetween = (a, b, p) => cross(a, b, p) === 0
  && Math.min(a[0], b[0]) <= p[0] && p[0] <= Math.max(a[0], b[0])
  && Math.min(a[1], b[1]) <= p[1] && p[1] <= Math.max(a[1], b[1]);

function meeting(a, b, c, d) {
  const [abc, abd] = [cross(a, b, c), cross(a, b, d)];
  const [cda, cdb] = [cross(c, d, a), cross(c, d, b)];
  if (abc * abd < 0 && cda * cdb < 0) {
    const t = cda / (cda - cdb);
    return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
  }
  return [c, d].find((p) => isBetween(a, b, p)) ?? [a, b].find((p) => isBetween(c, d, p)) ?? null;
}

/** Find where the border of a closed polygon crosses or touches itself; null when nowhere. */
export function findCrossing(points) {
  const n = points.length;
  for (let i = 0; i < n; i += 1) {
    const [a, b, next] = [points[i], points[(i + 1) % n], points[(i + 2) % n]];
    // neighbors share a corner, so they can only meet by running back along each other
    if (isBetween(a, b, next) || isBetween(b, next, a)) return b;
    for (let j = i + 2; j < n; j += 1) {
      if (i === 0 && j === n - 1) continue;
      const point = meeting(a, b, points[j], points[(j + 1) % n]);
      if (point) return point;
    }
  }
  return null;
}

/** Give the distance of a point to a segment. */
export function segmentDistance(a, b, p) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const t = ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy || 1);
  const at = Math.min(1, Math.max(0, t));
  return distance([a[0] + at * dx, a[1] + at * dy], p);
}

export const borderDistance = (points, p) => Math.min(
  ...points.map((a, i) => segmentDistance(a, points[(i + 1) % points.length], p)));

export function contains(points, [x, y]) {
  return points.reduce((isInside, a, i) => {
    const b = points[(i + 1) % points.length];
    const isPassed = (a[1] > y) !== (b[1] > y)
      && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0];
    return isPassed ? !isInside : isInside;
  }, false);
}

function simplifyOpen(points, most) {
  const [first, last] = [points[0], points.at(-1)];
  let [worst, at] = [0, 0];
  points.forEach((p, i) => {
    const gap = segmentDistance(first, last, p);
    if (gap > worst) [worst, at] = [gap, i];
  });
  if (worst <= most) return [first, last];
  return [...simplifyOpen(points.slice(0, at + 1), most).slice(0, -1),
    ...simplifyOpen(points.slice(at), most)];
}

/** Drop points of a closed border (Douglas-Peucker); no dropped one lies farther than `most`. */
export function simplify(points, most) {
  const gaps = points.map((p) => distance(points[0], p));
  const far = gaps.indexOf(Math.max(...gaps));
  return [...simplifyOpen(points.slice(0, far + 1), most).slice(0, -1),
    ...simplifyOpen([...points.slice(far), points[0]], most).slice(0, -1)];
}

/** Give the largest of 1, 2, 5, 10, 20 ... that is at most `most`. */
export function roundLength(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return power * [5, 2, 1].find((step) => step * power <= most);
}
