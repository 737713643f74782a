package dev.gleaner.actuator.source;

import dev.gleaner.contracts.finding.DataSource;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What AWS charges for a source, by its list prices of us-east-1, and how it is switched on.
 *
 * @param perUnit USD for a {@linkplain DataSource#unit() unit}; null if it depends on more than their number
 * @param basis the price with its source, for a person to check
 * @param switchOn what to do, for a person
 */
record SourceCharge(@Nullable BigDecimal perUnit, String basis, String switchOn) {

    static SourceCharge of(DataSource source) {
        return switch (source) {
            case S3_DATA_EVENTS ->
                new SourceCharge(
                        new BigDecimal("0.000001"),
                        "0.10 USD for 100,000 events (AWS CloudTrail pricing, Data events); S3 request metrics, or the usage types"
                                + " Requests-Tier1 and Requests-Tier2 of the bill, tell how many requests a bucket has",
                        "record the data events of the buckets by an event selector of the trail (cloudtrail:PutEventSelectors), and let"
                                + " the collector read its files: collector.cloudtrail.queue or collector.cloudtrail.s3");
            case S3_SERVER_ACCESS_LOGS ->
                new SourceCharge(
                        null,
                        "free but for the storage of the logs (Amazon S3 User Guide, Logging requests with server access logging), whose"
                                + " size is not known",
                        "log the buckets (s3:PutBucketLogging) with date-based partitions, expire the logs by a lifecycle rule, and let the"
                                + " collector read them: collector.s3-access-logs.s3");
            case S3_INVENTORY ->
                new SourceCharge(
                        new BigDecimal("0.0000000025"),
                        "0.0025 USD for a million objects listed (Amazon S3 pricing, S3 Inventory), weekly",
                        "let S3 list the buckets weekly (s3:PutInventoryConfiguration), and the collector read the reports:"
                                + " collector.inventory-reports.s3");
            case VPC_FLOW_LOGS ->
                new SourceCharge(
                        new BigDecimal("0.25"),
                        "0.25 USD for a GB of the first 10 TB delivered to S3 (Amazon CloudWatch pricing, Vended logs), and their storage;"
                                + " how many GB depends on the number of connections",
                        "deliver flow logs of the VPCs to S3 (ec2:CreateFlowLogs) with the fields that docs/sources.md names, and let the"
                                + " collector read them: collector.flow-logs.s3");
            case GPU_READINGS ->
                new SourceCharge(
                        BigDecimal.ZERO,
                        "AWS charges nothing: the agent sends its readings to the collector",
                        "install the agent on the hosts: deploy/gpu-agent");
            case CLOUDWATCH_AGENT ->
                new SourceCharge(
                        new BigDecimal("0.30"),
                        "0.30 USD a month for each of the first 10,000 custom metrics (Amazon CloudWatch pricing, Metrics)",
                        "run the CloudWatch agent on the hosts: of instances with mem_used_percent, of notebook instances with cpu_usage_active and"
                                + " nvidia_smi_utilization_gpu, in the namespaces that docs/sources.md names");
        };
    }
}
