-- A job's progress and output leave its revision alone (libs/contract, live.ts): they move many times a second, and what is
-- told of them belongs to the row that a browser has.
DROP TRIGGER "next_revision" ON "jobs";
CREATE TRIGGER "next_revision" BEFORE UPDATE ON "jobs" FOR EACH ROW
WHEN ((OLD."state", OLD."attempt", OLD."waiting_for", OLD."params", OLD."result", OLD."error", OLD."cancel_requested",
    OLD."started_at", OLD."ended_at")
  IS DISTINCT FROM (NEW."state", NEW."attempt", NEW."waiting_for", NEW."params", NEW."result", NEW."error",
    NEW."cancel_requested", NEW."started_at", NEW."ended_at"))
EXECUTE FUNCTION next_revision();
