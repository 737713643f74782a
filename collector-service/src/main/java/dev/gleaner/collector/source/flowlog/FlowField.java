package dev.gleaner.collector.source.flowlog;

import java.util.Locale;

/** Fields that are used of a flow log, by their header names (Amazon VPC User Guide, "Flow log records"). */
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
    INSTANCE_ID,
    TRAFFIC_PATH,
    PKT_SRC_AWS_SERVICE,
    PKT_DST_AWS_SERVICE;

    /** Name in text files, {@code interface-id}. */
    String header() {
        return column().replace('_', '-');
    }

    /** Name in Parquet, {@code interface_id}. */
    String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
