package dev.gleaner.collector.source.price;

import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.aws.Pages;
import dev.gleaner.collector.aws.Realm;
import dev.gleaner.collector.fleet.InstanceTypes;
import dev.gleaner.collector.source.Source;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.DescribeSpotPriceHistoryResponse;
import software.amazon.awssdk.services.ec2.model.SpotPrice;

/** Reads what the types of instances that there are cost on the spot market of each configured region. */
@ApplicationScoped
class SpotPriceSource implements Source {

    /** Most that EC2 gives at a time (API reference of DescribeSpotPriceHistory, 2026). */
    private static final int PAGE = 1000;

    /** Half of what makes a finding be said again. */
    private static final BigDecimal MOVED = new BigDecimal("0.05");

    private final AwsClients aws;
    private final PriceRounds rounds;
    private final InstanceTypes types;
    private final PricePublisher publisher;
    private final Clock clock;
    private final boolean spot;
    private final ReadingPlan plan;
    private final PriceNews news = new PriceNews(MOVED);

    SpotPriceSource(
            PriceConfig config,
            AwsClients aws,
            PriceRounds rounds,
            InstanceTypes types,
            PricePublisher publisher,
            Clock clock) {
        this.aws = aws;
        this.rounds = rounds;
        this.types = types;
        this.publisher = publisher;
        this.clock = clock;
        this.spot = config.spot().enabled();
        this.plan = new ReadingPlan(config.spot().interval());
    }

    @Override
    public String name() {
        return SpotHistory.SOURCE;
    }

    @Override
    public boolean enabled() {
        return spot && rounds.enabled();
    }

    @Override
    public Duration interval() {
        return plan.look();
    }

    @Override
    public void poll() {
        rounds.eachRegion(name(), this::read);
    }

    private void read(Realm realm) {
        String region = realm.region();
        Instant now = clock.instant();
        Set<String> inUse = types.in(region);
        Set<String> due = plan.types(region, inUse, now);
        if (!due.isEmpty()) {
            List<SpotPrice> history = history(realm, due, now);
            publisher.publish(
                    name(),
                    SpotHistory.read(region, history, now.atZone(ZoneOffset.UTC).toLocalDate()),
                    news);
        }
        plan.done(region, inUse, now);
    }

    /** What holds now: from now until now there is only the last change of each zone. */
    private List<SpotPrice> history(Realm realm, Set<String> due, Instant now) {
        List<SpotPrice> history = new ArrayList<>();
        Pages.each(
                token -> aws.ec2(realm)
                        .describeSpotPriceHistory(request -> request.instanceTypesWithStrings(due)
                                .productDescriptions("Linux/UNIX")
                                .startTime(now)
                                .endTime(now)
                                .maxResults(PAGE)
                                .nextToken(token)),
                DescribeSpotPriceHistoryResponse::nextToken,
                page -> history.addAll(page.spotPriceHistory()));
        return history;
    }
}
