import { API_PREFIX, ErrorReply, ROUTES, type RouteContract } from '@roadstead/contract';
import { z } from 'zod';

type JsonSchema = Record<string, unknown>;

export interface OpenApiOperation {
  operationId: string;
  summary: string;
  tags: string[];
  description: string;
  security: Record<string, string[]>[];
  parameters: { name: string; in: 'path' | 'query'; required: boolean; schema: JsonSchema }[];
  requestBody?: { required: true; content: Content };
  responses: Record<string, { description: string; content?: Content }>;
}

export interface OpenApiDocument {
  openapi: '3.1.0';
  info: { title: string; version: string; description: string };
  paths: Record<string, Record<string, OpenApiOperation>>;
  components: { securitySchemes: Record<string, object> };
}

type Content = Record<string, { schema: JsonSchema }>;

const DESCRIPTION =
  'A control plane for a fleet of Docker hosts. Sign in with a session cookie, or send an API token as a bearer token. ' +
  'Errors are {"error": {code, message, detail}}; codes are stable.';

/** The OpenAPI description of every route, from the same table that the routes themselves are made of. */
export function openApiDocument(): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {};
  for (const [name, route] of Object.entries(ROUTES)) {
    const path = (API_PREFIX + route.path).replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Roadstead', version: '1', description: DESCRIPTION },
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'roadstead_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

function operation(name: string, route: RouteContract): OpenApiOperation {
  const { method, path, summary, permission, status, query, body, response } = route;
  const isPublic = permission === 'public';
  return {
    operationId: name,
    summary,
    tags: [path.split('/')[1] ?? ''],
    description: isPublic
      ? 'Needs no credential.'
      : `Needs ${permission === 'signed-in' ? 'any user' : `the permission ${permission}`}.`,
    security: isPublic ? [] : [{ session: [] }, { token: [] }],
    parameters: [...pathParameters(path), ...queryParameters(query)],
    ...(body === undefined || method === 'GET'
      ? {}
      : { requestBody: { required: true, content: json(body, 'input') } }),
    responses: {
      [status]: { description: 'Success', ...(response === undefined ? {} : { content: json(response, 'output') }) },
      default: { description: 'An error, in words', content: json(ErrorReply, 'output') },
    },
  };
}

function pathParameters(path: string): OpenApiOperation['parameters'] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: RouteContract['query']): OpenApiOperation['parameters'] {
  return Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: jsonSchema(schema as z.ZodType, 'input'),
  }));
}

function json(schema: z.ZodType, io: 'input' | 'output'): Content {
  return { 'application/json': { schema: jsonSchema(schema, io) } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonSchema;
  return rest;
}
