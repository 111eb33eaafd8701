-- Events by tag: a list becomes a row for each of its values.
SELECT tag, count(*) AS events
FROM devices
CROSS JOIN UNNEST(tags) AS t(tag)
WHERE dt = '2024-12-28' AND dth BETWEEN '2024-12-28-20' AND '2024-12-28-23'
GROUP BY tag
ORDER BY events DESC, tag
