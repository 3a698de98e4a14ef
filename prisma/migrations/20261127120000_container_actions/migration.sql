-- What was done to one container: looked up by its id, which few actions and jobs have.
CREATE INDEX "actions_container_idx" ON "actions" (("detail" ->> 'containerId'), "at") WHERE "detail" ->> 'containerId' IS NOT NULL;
CREATE INDEX "jobs_container_idx" ON "jobs" (("params" ->> 'containerId')) WHERE "params" ->> 'containerId' IS NOT NULL;
CREATE INDEX "jobs_pruned_containers_idx" ON "jobs" ("host_id") WHERE "kind" = 'container.prune';
