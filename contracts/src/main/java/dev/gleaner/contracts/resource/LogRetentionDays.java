package dev.gleaner.contracts.resource;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Retentions of a log group that CloudWatch Logs accepts. */
public final class LogRetentionDays {

    /** In days, ascending. Source: Amazon CloudWatch Logs API Reference, "PutRetentionPolicy", retentionInDays. */
    public static final SortedSet<Integer> ACCEPTED = Collections.unmodifiableSortedSet(new TreeSet<>(List.of(
            1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)));

    private LogRetentionDays() {}
}
