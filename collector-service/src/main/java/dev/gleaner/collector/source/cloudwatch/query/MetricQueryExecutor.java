package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.collector.source.GetMetricDataBudget;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.cloudwatch.HourlyMetricSignals;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;

/** Executes one request and publishes the response. */
@Singleton
record MetricQueryExecutor(
        RateLimitedAwsClients aws,
        GetMetricDataBudget budget,
        KafkaPublisher publisher,
        SourceMeters meters,
        Clock clock) {

    /** The response with all its pages; its complete data is published on return. */
    MetricQueryResponse execute(AwsAccountRegion awsAccountRegion, MetricQueryRequest question) {
        MetricQueryResponse answer = new MetricQueryResponse(question);
        BigDecimal price = question.dollars();
        try {
            AwsPaginator.forEachPage(
                    token -> page(awsAccountRegion, question, token, price),
                    GetMetricDataResponse::nextToken,
                    page -> answer.add(page.metricDataResults()));
        } catch (AwsServiceException e) {
            budget.refund(price);
            throw e;
        }
        publish(awsAccountRegion, question, answer);
        return answer;
    }

    private CompletableFuture<GetMetricDataResponse> page(
            AwsAccountRegion awsAccountRegion, MetricQueryRequest question, @Nullable String token, BigDecimal price) {
        budget.reserve(price);
        return aws.cloudWatch(awsAccountRegion)
                .getMetricData(request -> request.metricDataQueries(question.queries())
                        .startTime(question.requested().from())
                        .endTime(question.requested().until())
                        .nextToken(token));
    }

    private void publish(AwsAccountRegion awsAccountRegion, MetricQueryRequest question, MetricQueryResponse answer) {
        String source = question.plan().source();
        HourlyMetricSignals hours =
                new HourlyMetricSignals(source, question.plan().period());
        answer.points().forEach(hours::add);
        List<Signal> signals = withWholes(
                hours.signals("cloudwatch:GetMetricData " + awsAccountRegion.region(), clock.instant()), question);
        publisher.publishSignals(signals);
        meters.files(source, 1);
        meters.records(source, question.queriesById().size());
        meters.signals(source, signals.size());
    }

    /** Adds a copy of the metrics of each part under the resource that it is a part of. */
    static List<Signal> withWholes(List<Signal> signals, MetricQueryRequest question) {
        Map<String, MetricTarget> parts = question.targets().stream()
                .filter(target -> target.whole().isPresent())
                .collect(Collectors.toMap(target -> target.resource().toString(), Function.identity()));
        List<Signal> all = new ArrayList<>(signals);
        for (Signal signal : signals) {
            MetricTarget part = parts.get(signal.getResource());
            if (part != null) {
                part.whole().ifPresent(whole -> all.add(copy(signal, part, whole)));
            }
        }
        return all;
    }

    private static Signal copy(Signal signal, MetricTarget part, Arn whole) {
        return signal.toBuilder()
                .setResource(whole.toString())
                .setMetricSet(signal.getMetricSet().toBuilder()
                        .setPart(part.resource().id()))
                .build();
    }
}
