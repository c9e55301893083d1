//! The scripts that run inside Redis, each on keys of one slot. Time is Redis' own, so that nodes need not agree on theirs.

/// KEYS nodes, life, addresses, settled · ARGV node, a fresh life, dead after ms, address, what presence keys begin with, places at once.
/// Renews a node; answers which life of Redis' memory this is: another one after it was lost, or after a restart.
/// A restart counts too, because it may have lost the last writes. What nodes left behind that have long been dead is taken away, a
/// few places at a time.
pub(super) const RENEW: &str = r"
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local life = redis.call('GET', KEYS[2])
if not life then
  life = ARGV[2]
  redis.call('SET', KEYS[2], life)
end
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
redis.call('ZADD', KEYS[1], now, ARGV[1])
if ARGV[4] ~= '' then redis.call('HSET', KEYS[3], ARGV[1], ARGV[4]) end
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now - 60 * ARGV[3], 'LIMIT', 0, 1)) do
  local places, own = ARGV[5] .. 'places:' .. gone, gone .. '/'
  for _, place in ipairs(redis.call('SPOP', places, ARGV[6])) do
    local at = ARGV[5] .. 'at:' .. place
    for _, field in ipairs(redis.call('HKEYS', at)) do
      if string.sub(field, 1, #own) == own then redis.call('HDEL', at, field) end
    end
  end
  if redis.call('EXISTS', places) == 0 then
    redis.call('ZREM', KEYS[1], gone)
    redis.call('HDEL', KEYS[3], gone)
    redis.call('HDEL', KEYS[4], gone)
  end
end
return life .. ':' .. (run or '')
";

/// KEYS nodes, settled, place · ARGV dead after ms, life.
/// Answers the live nodes, how many of them have not put their members into this life, and the place's fields and values.
pub(super) const LIST: &str = r"
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local live = redis.call('ZRANGEBYSCORE', KEYS[1], now - ARGV[1], '+inf')
local unsettled = 0
for _, node in ipairs(live) do
  if redis.call('HGET', KEYS[2], node) ~= ARGV[2] then unsettled = unsettled + 1 end
end
return { live, unsettled, redis.call('HGETALL', KEYS[3]) }
";

/// KEYS nodes, addresses · ARGV node, dead after ms. Answers the address of a live node.
pub(super) const ADDRESS: &str = r"
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score or tonumber(score) < now - ARGV[2] then return false end
return redis.call('HGET', KEYS[2], ARGV[1])
";

/// KEYS place · ARGV prefix of the fields of one node. Takes a node's members away from a place.
pub(super) const FORGET: &str = r"
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.sub(field, 1, #ARGV[1]) == ARGV[1] then redis.call('HDEL', KEYS[1], field) end
end
";

/// KEYS counter · ARGV window ms, by, 1 when sliding. Answers the total and the milliseconds until the window ends.
pub(super) const COUNT: &str = r"
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local window = tonumber(ARGV[1])
local index = math.floor(now / window)
local left = window - now % window
local was = redis.call('HMGET', KEYS[1], 'w', 'i', 'c', 'p')
local current, previous = 0, 0
if tonumber(was[1] or 0) == window then
  local before = tonumber(was[2])
  if before == index then
    current, previous = tonumber(was[3]), tonumber(was[4])
  elseif before + 1 == index then
    previous = tonumber(was[3])
  end
end
current = current + tonumber(ARGV[2])
redis.call('HSET', KEYS[1], 'w', window, 'i', index, 'c', current, 'p', previous)
redis.call('PEXPIRE', KEYS[1], 2 * window)
if ARGV[3] == '1' then return { current + math.floor(previous * left / window), left } end
return { current, left }
";
