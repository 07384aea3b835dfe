// docs/openapi.yaml, as vite.config.ts reads it: what the page of the API shows of it.
declare module 'virtual:openapi' {
  export interface Reference {
    $ref?: string;
  }
  export interface Parameter extends Reference {
    name?: string;
    in?: string;
    required?: boolean;
    description?: string;
  }
  export interface Media {
    schema?: unknown;
  }
  export interface Operation {
    tags: string[];
    operationId: string;
    summary: string;
    description?: string;
    'x-needs': string;
    parameters?: Parameter[];
    requestBody?: { content: Record<string, Media> };
    responses: Record<string, Reference & { description?: string; content?: Record<string, Media> }>;
  }
  const document: {
    info: { description: string };
    tags: { name: string }[];
    paths: Record<string, Record<string, Operation> & { parameters?: Parameter[] }>;
    components: { parameters: Record<string, Parameter>; schemas: Record<string, unknown> };
  };
  export default document;
}
