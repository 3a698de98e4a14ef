import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('smaller-base', () => {
  it('points at an official image with a slim sibling', () => {
    expect(pointedAt('smaller-base', 'FROM node:20-bookworm')).toEqual(['node:20-bookworm']);
  });

  it("takes slim ones, others and other people's", () => {
    expect(pointedAt('smaller-base', 'FROM me/node:20')).toEqual([]);
    expect(pointedAt('smaller-base', 'FROM node:20-slim')).toEqual([]);
    expect(pointedAt('smaller-base', 'FROM ubuntu:24.04')).toEqual([]);
  });

  it('leaves build stages alone', () => {
    expect(pointedAt('smaller-base', 'FROM golang:1.22 AS x\nFROM alpine:3.20\nCOPY --from=x a b')).toEqual([]);
  });
});
