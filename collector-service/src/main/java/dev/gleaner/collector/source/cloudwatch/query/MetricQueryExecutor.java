package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.source.GetMetricDataBudget;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.cloudwatch.HourlyMetricSignals;
import dev.gleaner.contracts.signal.proto.Signal;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;

/** Executes one request and publishes the response. */
@ApplicationScoped
class MetricQueryExecutor {

    private final RateLimitedAwsClients aws;
    private final GetMetricDataBudget budget;
    private final KafkaPublisher publisher;
    private final SourceMeters meters;
    private final Clock clock;

    MetricQueryExecutor(
            RateLimitedAwsClients aws,
            GetMetricDataBudget budget,
            KafkaPublisher publisher,
            SourceMeters meters,
            Clock clock) {
        this.aws = aws;
        this.budget = budget;
        this.publisher = publisher;
        this.meters = meters;
        this.clock = clock;
    }

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
                        .startTime(question.window().from())
                        .endTime(question.window().until())
                        .nextToken(token));
    }

    private void publish(AwsAccountRegion awsAccountRegion, MetricQueryRequest question, MetricQueryResponse answer) {
        String source = question.plan().source();
        HourlyMetricSignals hours =
                new HourlyMetricSignals(source, question.plan().period());
        answer.points().forEach(hours::add);
        List<Signal> signals = hours.signals("cloudwatch:GetMetricData " + awsAccountRegion.region(), clock.instant());
        publisher.publishSignals(signals);
        meters.files(source, 1);
        meters.records(source, question.queriesById().size());
        meters.signals(source, signals.size());
    }
}
