import type { ApiPath } from './schema.ts'

/** Classes whose instances are rows of a database: each run loads its own. */
export const entityClasses: ReadonlySet<ApiPath> = new Set([
  'sequelize#Model', 'sequelize-typescript#Model', '@sequelize/core#Model', 'typeorm#BaseEntity', 'objection#Model', '@mikro-orm/core#BaseEntity', '@adonisjs/lucid/orm#BaseModel',
])

/** Decorators of such classes. */
export const entityDecorators: ReadonlySet<ApiPath> = new Set([
  'sequelize-typescript#Table', '@sequelize/core/decorators-legacy#Table', 'typeorm#Entity', 'typeorm#ViewEntity', '@mikro-orm/core#Entity', '@typegoose/typegoose#modelOptions',
])
