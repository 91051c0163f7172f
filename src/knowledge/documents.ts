import type { ApiPath } from './schema.ts'

const FIRESTORE = ['firebase/firestore', 'firebase/firestore/lite', '@firebase/firestore']

/** Functions that are given a reference of a document: what they do with it. The values that are put there stand behind it. */
export const documentFunctions: ReadonlyMap<ApiPath, 'read' | 'write'> = new Map(FIRESTORE.flatMap((module): readonly (readonly [ApiPath, 'read' | 'write'])[] => [
  [`${module}#getDoc`, 'read'], [`${module}#getDocFromServer`, 'read'], [`${module}#setDoc`, 'write'], [`${module}#updateDoc`, 'write'],
]))

/** The same as methods of what `doc()` gives. */
export const documentMethods: ReadonlyMap<string, 'read' | 'write'> = new Map([['get', 'read'], ['set', 'write'], ['update', 'write']])

/** What gives the reference of a document. */
export const documentReference = 'doc'

const DYNAMO = ['@aws-sdk/lib-dynamodb', '@aws-sdk/client-dynamodb']

/** What such a command is given, by the names of its input. */
export const itemInput = { table: 'TableName', key: 'Key', item: 'Item', condition: 'ConditionExpression', update: 'UpdateExpression', values: 'ExpressionAttributeValues' } as const
/** Where the answer of a read holds the item. */
export const itemAnswer = 'Item'

/** Commands of DynamoDB that are about one item, by the class of what is sent. */
export const itemCommands: ReadonlyMap<ApiPath, 'read' | 'put' | 'update'> = new Map(DYNAMO.flatMap((module): readonly (readonly [ApiPath, 'read' | 'put' | 'update'])[] => [
  [`${module}#GetCommand`, 'read'], [`${module}#GetItemCommand`, 'read'], [`${module}#PutCommand`, 'put'], [`${module}#PutItemCommand`, 'put'], [`${module}#UpdateCommand`, 'update'], [`${module}#UpdateItemCommand`, 'update'],
]))
