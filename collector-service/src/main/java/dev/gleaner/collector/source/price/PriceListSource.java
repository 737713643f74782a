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
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.pricing.model.GetProductsResponse;

/**
 * Reads the price list, for each configured region: the types of instances that there are, volumes, and S3's storage classes.
 */
@ApplicationScoped
class PriceListSource implements Source {

    private final AwsClients aws;
    private final PriceRounds rounds;
    private final InstanceTypes types;
    private final PricePublisher publisher;
    private final Clock clock;
    private final ReadingPlan plan;
    private final PriceNews news = new PriceNews(BigDecimal.ZERO);

    PriceListSource(
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
        this.plan = new ReadingPlan(config.interval());
    }

    @Override
    public String name() {
        return PriceList.SOURCE;
    }

    @Override
    public boolean enabled() {
        return rounds.enabled();
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
        List<Offer> offers = new ArrayList<>(InstanceOffer.of(region, plan.types(region, inUse, now)));
        if (plan.isDue(region, now)) {
            offers.add(new VolumeOffer(region));
            offers.add(new StorageOffer(region));
        }
        LocalDate day = now.atZone(ZoneOffset.UTC).toLocalDate();
        offers.forEach(offer -> publisher.publish(name(), PriceList.read(offer, products(offer), day), news));
        plan.done(region, inUse, now);
    }

    private List<String> products(Offer offer) {
        List<String> products = new ArrayList<>();
        Pages.each(
                token -> aws.pricing()
                        .getProducts(
                                offer.question().toBuilder().nextToken(token).build()),
                GetProductsResponse::nextToken,
                page -> products.addAll(page.priceList()));
        return products;
    }
}
