-- What the container was called that a job is about, when the job was asked for: an id alone tells nobody which one it was.
ALTER TABLE "jobs" ADD COLUMN "container_name" TEXT;
