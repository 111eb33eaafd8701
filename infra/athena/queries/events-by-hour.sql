-- How many events each hour has, and from when to when they are. Narrow dt and dth from both sides: Athena lists the
-- folders of all pairs in between (docs/athena.md).
SELECT dth AS hour, count(*) AS events, min(measured_at) AS first_at, max(measured_at) AS last_at
FROM devices
WHERE dt BETWEEN '2024-12-28' AND '2024-12-29'
  AND dth BETWEEN '2024-12-28-00' AND '2024-12-29-23'
GROUP BY dth
ORDER BY dth
