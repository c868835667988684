import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileShape, type Schema, type StructureShape } from '../src/wire/shape.ts';
import { jsonProblems, parseXml, xmlProblems } from './answer-problems.ts';

const [STRING, NUMBER, BOOLEAN, TIMESTAMP] = [0, 1, 2, 4];
const names = ['Name', 'Count', 'Flag', 'At', 'Names', 'NextToken'];
const members = [STRING, NUMBER, BOOLEAN, TIMESTAMP, 64 | STRING, STRING];
const shape = compileShape([3, 'test', 'Answer', 0, names, members] as unknown as Schema) as StructureShape;

for (const [answer, problem] of [
  ['{"Name":"n","Count":7,"Flag":true,"At":1795000000.5,"Names":[]}', undefined],
  ['{"Count":"7"}', '.Count is "7": expected a number'],
  ['{"Flag":"false"}', '.Flag is "false": expected a boolean'],
  ['{"Name":7}', '.Name is 7: expected a string'],
  ['{"Name":null}', '.Name is null: expected a string'],
  ['{"At":"2026-11-28T00:00:00Z"}', '.At is "2026-11-28T00:00:00Z": expected an instant'],
  ['{"At":1795000000000}', '.At is 1795000000000: expected an instant'],
  ['{"Names":{}}', '.Names is {}: expected a list'],
  ['{"Names":[7]}', '.Names[0] is 7: expected a string'],
  ['{"name":"n"}', '.name is no member'],
  ['{"NextToken":""}', '.NextToken is empty: it must be absent at the end'],
] as const)
  test(`of the JSON ${answer} is said: ${problem ?? 'nothing'}`, () =>
    assert.deepEqual(jsonProblems(shape, JSON.parse(answer)), problem ? [problem] : []));

for (const [answer, problem] of [
  [
    '<Name/><Count>7</Count><Flag>true</Flag><At>2026-11-28T00:00:00.000Z</At><Names><member>a</member></Names>',
    undefined,
  ],
  ['<Count>seven</Count>', '.Count is "seven": expected a number'],
  ['<Flag>1</Flag>', '.Flag is "1": expected a boolean'],
  ['<Name>undefined</Name>', '.Name is "undefined": expected a string'],
  ['<At>1795000000</At>', '.At is "1795000000": expected an instant'],
  ['<Names><item>a</item></Names>', '.Names has an item item: expected member'],
  ['<Names>a</Names>', '.Names has the text a'],
  ['<Count>7</Count><Name>n</Name>', '.Name comes behind Count'],
  ['<Name>n</Name><Name>n</Name>', '.Name comes twice'],
  ['<name>n</name>', '.name is no member'],
  ['<NextToken/>', '.NextToken is empty: it must be absent at the end'],
] as const)
  test(`of the XML ${answer} is said: ${problem ?? 'nothing'}`, () =>
    assert.deepEqual(xmlProblems(shape, parseXml(`<a>${answer}</a>`).children), problem ? [problem] : []));
