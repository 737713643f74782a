package dev.gleaner.collector.source.gpu;

/**
 * What became of an output of nvidia-smi; the names are those of the answer.
 *
 * @param samples that Kafka has
 * @param dropped first readings without persistence mode
 * @param bad lines that could not be read
 */
record Taken(int samples, int dropped, int bad) {}
