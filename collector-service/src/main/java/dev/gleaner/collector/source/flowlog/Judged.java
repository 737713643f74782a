package dev.gleaner.collector.source.flowlog;

import dev.gleaner.contracts.resource.Arn;

/** What a row comes to. */
sealed interface Judged {

    /** Traffic of a VPC. */
    record Counted(Arn vpc, FlowClass source, FlowClass destination) implements Judged {}

    /** Fine, but nothing to count. */
    record Skipped(String reason) implements Judged {}
}
