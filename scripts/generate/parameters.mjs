// config/perception.yaml and the table of docs/parameters.md, from src/parameters/declarations.ts.
import { parameterFile, parameterTable } from '../../dist/src/parameters/document.js';
import { withMarkedPart } from '../markedPart.mjs';

export function outputs() {
  return new Map([
    ['config/perception.yaml', parameterFile()],
    ['docs/parameters.md', withMarkedPart('docs/parameters.md', 'parameters', parameterTable())],
  ]);
}
