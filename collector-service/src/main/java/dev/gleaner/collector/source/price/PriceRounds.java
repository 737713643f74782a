package dev.gleaner.collector.source.price;

import dev.gleaner.collector.aws.Account;
import dev.gleaner.collector.aws.Accounts;
import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.aws.Realm;
import dev.gleaner.collector.fleet.InstanceTypeRegistry;
import dev.gleaner.collector.source.AccountRegionExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Goes through the configured regions once it is known which instances there are. Prices are the same for all accounts, so that
 * our own asks for all of them. A region that fails keeps no other from being read, and shows in the health and the metrics.
 */
@ApplicationScoped
class PriceRounds {

    private final PriceConfig config;
    private final AwsClients aws;
    private final Accounts accounts;
    private final AccountRegionExecutor rounds;
    private final InstanceTypeRegistry types;
    private final Clock clock;

    PriceRounds(
            PriceConfig config,
            AwsClients aws,
            Accounts accounts,
            AccountRegionExecutor rounds,
            InstanceTypeRegistry types,
            Clock clock) {
        this.config = config;
        this.aws = aws;
        this.accounts = accounts;
        this.rounds = rounds;
        this.types = types;
        this.clock = clock;
    }

    /** Whether there is anything to read. */
    boolean enabled() {
        return config.enabled() && !aws.regions().isEmpty();
    }

    /** Asks for what the plan says is due of every region. */
    void eachRegion(String source, ReadingPlan plan, Consumer<DueReading> ask) {
        types.awaitFirstRound(source, config.inventoryPatience());
        Account own = Account.own(accounts.own());
        aws.regions()
                .forEach(region -> rounds.tryRead(source, new Realm(own, region), realm -> read(realm, plan, ask)));
    }

    private void read(Realm realm, ReadingPlan plan, Consumer<DueReading> ask) {
        String region = realm.region();
        Instant now = clock.instant();
        Set<String> inUse = types.in(region);
        ask.accept(new DueReading(realm, now, plan.types(region, inUse, now), plan.isDue(region, now)));
        plan.done(region, inUse, now);
    }
}
