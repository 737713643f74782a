package dev.gleaner.collector.source.flowlog;

import java.util.Locale;

/** What is read of a flow log's row, by the names of its header (Amazon VPC User Guide, "Flow log records"). */
enum FlowField {
    ACCOUNT_ID,
    INTERFACE_ID,
    SRCADDR,
    DSTADDR,
    BYTES,
    START,
    ACTION,
    LOG_STATUS,
    VPC_ID,
    REGION,
    FLOW_DIRECTION,
    TRAFFIC_PATH;

    /** In text, {@code interface-id}. */
    String header() {
        return column().replace('_', '-');
    }

    /** In Parquet, {@code interface_id}. */
    String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
