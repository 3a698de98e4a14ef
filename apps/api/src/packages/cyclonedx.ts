import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import type { FoundPackage, ImageDetail, PackageScan } from '@roadstead/contract';
import type { Distribution, Ecosystem } from '@roadstead/domain/packages';
import { PackageURL } from 'packageurl-js';

/** Types of package URLs. */
const PURL_TYPES: Record<Ecosystem, string> = { dpkg: 'deb', apk: 'apk', rpm: 'rpm' };
/** By which consumers of the document know the order of versions, where the image does not say whose packages it has. */
const UNNAMED: Record<Ecosystem, string> = { dpkg: 'debian', apk: 'alpine', rpm: 'redhat' };

/** The packages of an image as a CycloneDX document; the same reading gives the same document. */
export function cycloneDxOf(
  image: Pick<ImageDetail, 'id' | 'references'>,
  { scannedAt, distribution }: Pick<PackageScan, 'scannedAt' | 'distribution'>,
  packages: readonly FoundPackage[],
): string {
  const { Component, ComponentRepository, Bom, Metadata, Tools, Property } = Models;
  const name = image.references[0] ?? image.id;
  const subject = new Component(Enums.ComponentType.Container, name, { bomRef: image.id, version: image.id });
  const tool = new Component(Enums.ComponentType.Application, 'roadstead');
  const components = packages.map((each) => {
    const purl = purlOf(each, distribution);
    const component = new Component(Enums.ComponentType.Library, each.name, {
      // Two of one purl differ in what it does not say: their sources.
      bomRef: `${purl}#${each.id}`,
      version: each.version,
      purl,
    });
    if (each.license !== undefined) component.licenses.add(new Models.NamedLicense(each.license));
    if (each.source !== undefined) component.properties.add(new Property('roadstead:source', each.source));
    if (each.sourceVersion !== undefined) {
      component.properties.add(new Property('roadstead:source-version', each.sourceVersion));
    }
    return component;
  });
  const bom = new Bom({
    metadata: new Metadata({
      timestamp: new Date(scannedAt),
      component: subject,
      tools: new Tools({ components: new ComponentRepository([tool]) }),
    }),
    components: new ComponentRepository(components),
  });
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return serializer.serialize(bom, { sortLists: true, space: 2 });
}

/** `pkg:deb/debian/openssl@3.0.14-1?arch=amd64&distro=debian-12` */
export function purlOf(
  { ecosystem, name, version, architecture }: Pick<FoundPackage, 'ecosystem' | 'name' | 'version' | 'architecture'>,
  distribution: Distribution | undefined,
): string {
  const namespace = distribution?.id ?? UNNAMED[ecosystem];
  const qualifiers = {
    ...(architecture !== undefined && { arch: architecture }),
    ...(distribution !== undefined && {
      distro: [distribution.id, distribution.versionId].filter((part) => part !== undefined).join('-'),
    }),
  };
  return new PackageURL(PURL_TYPES[ecosystem], namespace, name, version, qualifiers, undefined).toString();
}
