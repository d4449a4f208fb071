// Each script is one step that Redis does as a whole: it looks at a trial, decides, and takes down what has happened.
// A script that is sent again, because the connection broke before its answer came, changes nothing and answers the
// same.
//
// KEYS[1] is what all keys of the sweep begin with. A trial is a hash: attempt, token, status, errors, reports,
// stopped, verdict:STEP, rung:RUNG, and for the median rule best and score:STEP.

/** ARGV: trial, event. */
const PLAN = `
if redis.call('HSETNX', KEYS[1] .. ':trial:' .. ARGV[1], 'planned', 1) == 1 then
  redis.call('RPUSH', KEYS[1] .. ':events', ARGV[2])
end
`;

/** ARGV: trial, attempt, token, event. Answers a word, or how much the attempts before have left. */
const BEGIN = `
local trial = KEYS[1] .. ':trial:' .. ARGV[1]
local known = redis.call('HMGET', trial, 'planned', 'status', 'attempt', 'token', 'reports', 'stopped', 'errors')
if not known[1] then return 'gone' end
if known[2] then return 'ended' end
if known[4] ~= ARGV[3] then
  if tonumber(ARGV[2]) <= tonumber(known[3] or 0) then return 'superseded' end
  redis.call('HSET', trial, 'attempt', ARGV[2], 'token', ARGV[3])
  redis.call('RPUSH', KEYS[1] .. ':events', ARGV[4])
end
return { tonumber(known[5] or 0), tonumber(known[6] or 0), tonumber(known[7] or 0) }
`;

/**
 * ARGV: trial, attempt, step, score, the event up to what is decided here, the rule; behind 'asha' the factor and the
 * rungs up to the step, behind 'median' the startup trials, the warmup epochs and the direction. Mirrors `decide`.
 */
const REPORT = `
local trial, step, score = KEYS[1] .. ':trial:' .. ARGV[1], ARGV[3], ARGV[4]
local known = redis.call('HMGET', trial, 'planned', 'status', 'attempt', 'verdict:' .. step)
if not known[1] then return 'gone' end
if known[2] or known[3] ~= ARGV[2] then return 'superseded' end
if known[4] then return known[4] end

local verdict, rungs = 'continue', {}
if ARGV[6] == 'asha' then
  for index = 8, #ARGV do
    local rung = ARGV[index]
    if redis.call('HEXISTS', trial, 'rung:' .. rung) == 0 then
      if score == 'nan' then verdict = 'stop' break end
      local scores = KEYS[1] .. ':rung:' .. rung
      redis.call('HSET', trial, 'rung:' .. rung, 1)
      redis.call('ZADD', scores, score, ARGV[1])
      table.insert(rungs, rung)
      local places = math.max(1, math.floor(redis.call('ZCARD', scores) / tonumber(ARGV[7])))
      local last = redis.call('ZRANGE', scores, places - 1, places - 1, 'WITHSCORES')[2]
      if tonumber(score) > tonumber(last) then verdict = 'stop' break end
    end
  end
elseif ARGV[6] == 'median' then
  local best = redis.call('HGET', trial, 'best')
  if score ~= 'nan' and (not best or tonumber(score) < tonumber(best)) then
    best = score
    redis.call('HSET', trial, 'best', score)
  end
  redis.call('HSET', trial, 'score:' .. step, score)
  local completed = tonumber(redis.call('GET', KEYS[1] .. ':completed') or 0)
  if completed > 0 and completed >= tonumber(ARGV[7]) and tonumber(step) >= tonumber(ARGV[8]) then
    local scores = KEYS[1] .. ':completed:' .. step
    local count = redis.call('ZCARD', scores)
    if not best then
      verdict = 'stop'
    elseif count > 0 then
      local function at(place) return tonumber(redis.call('ZRANGE', scores, place, place, 'WITHSCORES')[2]) end
      local low, high = at(math.floor((count - 1) / 2)), at(math.floor(count / 2))
      local median = high
      -- Scores of a metric that is to rise are its negatives: so the rounding is that of the values.
      if low ~= high then median = ARGV[9] == 'min' and high - (high - low) / 2 or low + (high - low) / 2 end
      -- Between a number and an infinity there is none.
      if (low == high or high - low < math.huge) and tonumber(best) > median then verdict = 'stop' end
    end
  end
end

redis.call('HSET', trial, 'verdict:' .. step, verdict)
redis.call('HINCRBY', trial, 'reports', 1)
if verdict == 'stop' then redis.call('HSET', trial, 'stopped', 1) end
redis.call('RPUSH', KEYS[1] .. ':events',
  ARGV[5] .. ',"rungs":[' .. table.concat(rungs, ',') .. '],"verdict":"' .. verdict .. '"}')
return verdict
`;

/** ARGV: trial, attempt, event. */
const ERR = `
local trial = KEYS[1] .. ':trial:' .. ARGV[1]
local known = redis.call('HMGET', trial, 'planned', 'status', 'attempt')
if not known[1] then return 'gone' end
if known[2] or known[3] ~= ARGV[2] then return 'superseded' end
if redis.call('HSETNX', trial, 'erred:' .. ARGV[2], 1) == 1 then
  redis.call('HINCRBY', trial, 'errors', 1)
  redis.call('RPUSH', KEYS[1] .. ':events', ARGV[3])
end
return 'continue'
`;

/** ARGV: trial, attempt, status, event, the rule. */
const END = `
local trial = KEYS[1] .. ':trial:' .. ARGV[1]
local known = redis.call('HMGET', trial, 'planned', 'status', 'attempt')
if not known[1] then return 'gone' end
if known[2] or known[3] ~= ARGV[2] then return 'superseded' end
redis.call('HSET', trial, 'status', ARGV[3])
redis.call('RPUSH', KEYS[1] .. ':events', ARGV[4])
if ARGV[3] == 'completed' and ARGV[5] == 'median' then
  redis.call('INCR', KEYS[1] .. ':completed')
  local fields = redis.call('HGETALL', trial)
  for index = 1, #fields, 2 do
    local step = string.match(fields[index], '^score:(%d+)$')
    if step and fields[index + 1] ~= 'nan' then
      redis.call('ZADD', KEYS[1] .. ':completed:' .. step, fields[index + 1], ARGV[1])
    end
  end
end
return 'continue'
`;

/** By the names that the client has for them: it sends each to Redis once, and then only its hash. */
export const SCRIPTS = { sweepPlan: PLAN, sweepBegin: BEGIN, sweepReport: REPORT, sweepErr: ERR, sweepEnd: END };
