package dev.gleaner.collector.source.price;

import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.source.PolledSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.DescribeSpotPriceHistoryResponse;
import software.amazon.awssdk.services.ec2.model.SpotPrice;

/** Reads the spot prices of the instance types in use in each configured region. */
@ApplicationScoped
class SpotPriceSource implements PolledSource {

    /** Page limit of EC2 (API reference of DescribeSpotPriceHistory, 2026). */
    private static final int PAGE = 1000;

    /** Half of the change after which a finding is published again. */
    private static final BigDecimal MOVED = new BigDecimal("0.05");

    private final RateLimitedAwsClients aws;
    private final PriceReadRunner runner;
    private final PricePublisher publisher;
    private final boolean spot;
    private final PriceReadRunner.Schedule plan;
    private final PricePublisher.ChangeFilter changes = new PricePublisher.ChangeFilter(MOVED);

    SpotPriceSource(PriceConfig config, RateLimitedAwsClients aws, PriceReadRunner runner, PricePublisher publisher) {
        this.aws = aws;
        this.runner = runner;
        this.publisher = publisher;
        this.spot = config.spot().enabled();
        this.plan = new PriceReadRunner.Schedule(config.spot().interval());
    }

    @Override
    public Polling polling() {
        return new Polling(SpotPriceParser.SOURCE, spot && runner.enabled(), plan.pollInterval());
    }

    @Override
    public void poll() {
        runner.forEachDueRegion(SpotPriceParser.SOURCE, plan, this::read);
    }

    private void read(PriceReadRunner.DueRead due) {
        if (!due.types().isEmpty()) {
            publisher.publish(
                    SpotPriceParser.SOURCE, SpotPriceParser.read(due.region(), history(due), due.day()), changes);
        }
    }

    /** The current prices: for a period that starts and ends now, EC2 returns the last change of each zone. */
    private List<SpotPrice> history(PriceReadRunner.DueRead due) {
        List<SpotPrice> history = new ArrayList<>();
        AwsPaginator.forEachPage(
                token -> aws.ec2(due.realm())
                        .describeSpotPriceHistory(request -> request.instanceTypesWithStrings(due.types())
                                .productDescriptions("Linux/UNIX")
                                .startTime(due.now())
                                .endTime(due.now())
                                .maxResults(PAGE)
                                .nextToken(token)),
                DescribeSpotPriceHistoryResponse::nextToken,
                page -> history.addAll(page.spotPriceHistory()));
        return history;
    }
}
