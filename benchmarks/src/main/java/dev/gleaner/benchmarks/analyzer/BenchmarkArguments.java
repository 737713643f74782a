package dev.gleaner.benchmarks.analyzer;

import java.util.List;

/** Numbers on the command line of a benchmark, each of which may be left out at the end. */
record BenchmarkArguments(List<String> texts) {

    /** The number at a position, counted from 0. */
    int number(int position, int otherwise) {
        return texts.size() > position ? Integer.parseInt(texts.get(position)) : otherwise;
    }
}
