import { Injectable } from '@nestjs/common';
import type { BasesPage, BasesQuery, DerivedPage, FoundBase } from '@roadstead/contract';
import { Digest, RoadsteadError } from '@roadstead/domain';
import { cutPage, readCursor } from '../platform/database/keyset.js';
import type { QueryOf } from '../platform/http/route.js';
import { KeptAnswer } from '../platform/kept-answer.js';
import { BaseTree, type Branch, nameOf, sortKey, toNode, type Uses } from './base-tree.js';
import { BasesRepository } from './bases.repository.js';
import { DerivedImagesRepository } from './derived-images.repository.js';

/** Which images are built on which, by the layers that they begin with. */
@Injectable()
export class BasesService {
  readonly #tree: KeptAnswer<BaseTree>;

  #looking: Promise<[BaseTree, Map<string, Uses>]> | undefined;

  constructor(
    private readonly bases: BasesRepository,
    private readonly derivedImages: DerivedImagesRepository,
  ) {
    this.#tree = new KeptAnswer(
      () => bases.state(),
      async () => new BaseTree(...(await Promise.all([bases.stacks(), bases.images()]))),
    );
  }

  /** @throws RoadsteadError `layer.unknown` where nothing of the fleet ends or parts at `under` */
  async list(query: QueryOf<'listBases'>): Promise<BasesPage> {
    const [tree, uses] = await this.#fleet();
    tree.use(uses);
    const isSearch = query.q !== undefined && query.q.trim() !== '';
    const found = isSearch ? tree.search(query.q?.trim() ?? '') : branchesUnder(tree, query.under);
    const { rows, nextCursor } = pageOfBranches(found, query);
    // What runs is counted on the tree that other questions use as well: nothing may be awaited before it is read.
    const nodes = rows.map((branch) => ({ branch, node: toNode(branch, uses, []) }));
    const former = await this.#formerNames(rows);
    const items = nodes.map(({ branch, node }): FoundBase => {
      const formerly = former.get(node.chainId) ?? [];
      return { ...node, formerly, ...(isSearch ? { path: pathOf(branch) } : {}) };
    });
    const fleet = { images: tree.imageCount, withoutLayers: tree.withoutLayers, bytes: tree.bytes };
    return { items, total: found.length, nextCursor, fleet };
  }

  /** @throws RoadsteadError `image.unknown` */
  async derived(imageId: string, query: QueryOf<'listDerivedImages'>): Promise<DerivedPage> {
    const id = Digest.safeParse(imageId).data;
    const page = id === undefined ? undefined : await this.derivedImages.page(id, query);
    if (page === undefined) throw new RoadsteadError('image.unknown', { image: imageId });
    return page;
  }

  /** A page with many open nodes asks for all of them at once: they share one look at the fleet. */
  #fleet(): Promise<[BaseTree, Map<string, Uses>]> {
    this.#looking ??= Promise.all([this.#tree.get(), this.bases.uses()]).finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  #formerNames(branches: readonly Branch[]): Promise<Map<string, string[]>> {
    return this.bases.formerNames(
      branches.filter(({ images }) => images.length === 0).map(({ stack }) => stack.chainId),
    );
  }
}

function branchesUnder(tree: BaseTree, under: Digest | undefined): Branch[] {
  if (under === undefined) return tree.roots;
  const branch = tree.get(under);
  if (branch === undefined) throw new RoadsteadError('layer.unknown', { layer: under });
  return branch.children;
}

function pathOf(branch: Branch): FoundBase['path'] {
  return BaseTree.path(branch).map((each) => ({
    chainId: each.stack.chainId,
    name: nameOf(each),
    createdBy: each.stack.createdBy,
  }));
}

/** The page after the cursor, which holds what the last row was sorted by, so that rows may come and go meanwhile. */
function pageOfBranches(
  branches: readonly Branch[],
  { sort, order, limit, cursor }: Required<Pick<BasesQuery, 'sort' | 'order' | 'limit'>> & { cursor?: string },
) {
  const sign = order === 'asc' ? 1 : -1;
  const compare = (a: Keyed, b: Keyed) => sign * compareKeys(a.key, b.key) || compareKeys(a.id, b.id);
  const keyed = branches.map((branch) => ({ branch, key: sortKey(branch, sort), id: branch.stack.chainId as string }));
  keyed.sort(compare);
  let begin = 0;
  if (cursor !== undefined) {
    const [key = '', id = ''] = readCursor(cursor);
    const last = { key: sort === 'name' ? key : Number(key), id };
    begin = keyed.findIndex((each) => compare(each, last) > 0);
    if (begin < 0) begin = keyed.length;
  }
  const { rows, nextCursor } = cutPage(keyed.slice(begin), limit, (last) => [String(last.key), last.id]);
  return { rows: rows.map(({ branch }) => branch), nextCursor };
}

interface Keyed {
  readonly key: number | string;
  readonly id: string;
}

function compareKeys(a: number | string, b: number | string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
