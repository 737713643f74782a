package dev.gleaner.analyzer.profile.history;

import org.jspecify.annotations.Nullable;

/** Receives rows by their name, which is unique in the resource; null for a row to delete. */
public interface RowWriter {
    void write(String name, byte @Nullable [] row);
}
