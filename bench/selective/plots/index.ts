import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../../src/makeFolder.js';
import type { Report } from '../report.js';
import { calibrationPlot } from './calibration.js';
import { qualityPlot } from './qualityPlot.js';

interface Plot {
  readonly file: string;
  readonly svg: string;
}

/** The plots of a report; those of what it did not measure are left out. */
export function plotsOf(report: Report): Plot[] {
  const quality = (['dense', 'sparse'] as const).flatMap((name) => {
    const group = report[name];
    if (group === undefined) return [];
    const title = `Quality over decodes, ${name} streams (${group.quality_minutes.toFixed(0)} minutes)`;
    return [{ file: `selective-${name}.svg`, svg: qualityPlot(title, group.curves) }];
  });
  const { truth } = report;
  return truth === undefined
    ? quality
    : [...quality, { file: 'calibration.svg', svg: calibrationPlot(truth) }];
}

/** @returns the files that were written */
export function writePlots(report: Report, folder: string): string[] {
  makeFolder(folder);
  return plotsOf(report).map(({ file, svg }) => {
    const path = join(folder, file);
    writeFileSync(path, svg);
    return path;
  });
}
