package dev.gleaner.collector.aws;

import dev.gleaner.contracts.resource.GetMetricDataPrice;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/**
 * Price of a call by the price lists for us-east-1 of 2026. Other regions differ by some percent, and free tiers are
 * ignored. Calls that describe, list accounts or look up events are free.
 */
final class CallPrice {

    private static final BigDecimal S3_GET = new BigDecimal("0.0000004");
    private static final BigDecimal S3_LIST = new BigDecimal("0.000005");
    private static final BigDecimal SQS = new BigDecimal("0.0000004");
    private static final Set<String> LISTS = Set.of("ListObjectsV2", "ListBuckets");

    private CallPrice() {}

    /** Price in USD. */
    static BigDecimal priceOf(String service, String operation, SdkRequest request) {
        if (request instanceof GetMetricDataRequest question) {
            return GetMetricDataPrice.dollarsFor(metrics(question));
        }
        return switch (service) {
            case "S3" -> LISTS.contains(operation) ? S3_LIST : S3_GET;
            case "Sqs" -> SQS;
            default -> BigDecimal.ZERO;
        };
    }

    private static long metrics(GetMetricDataRequest question) {
        Map<Metric, Integer> statistics = new HashMap<>();
        for (MetricDataQuery query : question.metricDataQueries()) {
            if (query.metricStat() != null) {
                statistics.merge(query.metricStat().metric(), 1, Integer::sum);
            }
        }
        return statistics.values().stream()
                .mapToLong(count -> (count + GetMetricDataPrice.STATISTICS - 1) / GetMetricDataPrice.STATISTICS)
                .sum();
    }
}
