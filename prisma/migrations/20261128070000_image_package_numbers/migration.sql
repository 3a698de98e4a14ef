-- Which image has which package, by a number of the image's reading in the place of its digest: a tenth of the bytes, and what is
-- asked for comes out of the index in the order that it is put together in.
ALTER TABLE "image_package_scans" ADD COLUMN "number" SERIAL NOT NULL;
CREATE UNIQUE INDEX "image_package_scans_number_key" ON "image_package_scans"("number");

CREATE TABLE "image_packages_by_number" AS
SELECT held.package_id, s.number AS scan_number
FROM "image_packages" held JOIN "image_package_scans" s ON s.image_id = held.image_id;
DROP TABLE "image_packages";
ALTER TABLE "image_packages_by_number" RENAME TO "image_packages";
ALTER TABLE "image_packages" ALTER COLUMN "package_id" SET NOT NULL, ALTER COLUMN "scan_number" SET NOT NULL,
    ADD CONSTRAINT "image_packages_pkey" PRIMARY KEY ("package_id", "scan_number");
CREATE INDEX "image_packages_scan_number_idx" ON "image_packages"("scan_number");

ALTER TABLE "image_packages" ADD CONSTRAINT "image_packages_scan_number_fkey" FOREIGN KEY ("scan_number") REFERENCES "image_package_scans"("number") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "image_packages" ADD CONSTRAINT "image_packages_package_id_fkey" FOREIGN KEY ("package_id") REFERENCES "packages"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
