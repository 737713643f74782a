package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.aws.Pages;
import dev.gleaner.collector.aws.Realm;
import dev.gleaner.collector.budget.Budget;
import dev.gleaner.collector.publish.Publisher;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.signal.proto.Signal;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;

/** Puts one question to CloudWatch and publishes what it answers. */
@ApplicationScoped
class MetricAsking {

    private final AwsClients aws;
    private final Budget budget;
    private final Publisher publisher;
    private final SourceMeters meters;
    private final Clock clock;

    MetricAsking(AwsClients aws, Budget budget, Publisher publisher, SourceMeters meters, Clock clock) {
        this.aws = aws;
        this.budget = budget;
        this.publisher = publisher;
        this.meters = meters;
        this.clock = clock;
    }

    /** The answer, all pages of it; what of it is whole is published when this returns. */
    MetricAnswer ask(Realm realm, MetricQuestion question) {
        MetricAnswer answer = new MetricAnswer(question);
        BigDecimal price = question.dollars();
        try {
            Pages.each(
                    token -> page(realm, question, token, price),
                    GetMetricDataResponse::nextToken,
                    page -> answer.add(page.metricDataResults()));
        } catch (AwsServiceException e) {
            budget.giveBack(price);
            throw e;
        }
        publish(realm, question, answer);
        return answer;
    }

    private CompletableFuture<GetMetricDataResponse> page(
            Realm realm, MetricQuestion question, @Nullable String token, BigDecimal price) {
        budget.take(price);
        return aws.cloudWatch(realm)
                .getMetricData(request -> request.metricDataQueries(question.queries())
                        .startTime(question.window().from())
                        .endTime(question.window().until())
                        .nextToken(token));
    }

    private void publish(Realm realm, MetricQuestion question, MetricAnswer answer) {
        String source = question.plan().source();
        HourlySignals hours = new HourlySignals(source, question.plan().period());
        answer.points().forEach(hours::add);
        List<Signal> signals = hours.signals("cloudwatch:GetMetricData " + realm.region(), clock.instant());
        publisher.signals(signals);
        meters.files(source, 1);
        meters.records(source, question.asked().size());
        meters.signals(source, signals.size());
    }
}
