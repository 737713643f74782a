package dev.gleaner.collector.source.price;

import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.aws.Pages;
import dev.gleaner.collector.source.PolledSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.pricing.model.GetProductsResponse;

/**
 * Reads the price list, for each configured region: the types of instances that there are, volumes, and S3's storage classes.
 */
@ApplicationScoped
class PriceListSource implements PolledSource {

    private final AwsClients aws;
    private final PriceRounds rounds;
    private final PricePublisher publisher;
    private final ReadingPlan plan;
    private final PriceNews news = new PriceNews(BigDecimal.ZERO);

    PriceListSource(PriceConfig config, AwsClients aws, PriceRounds rounds, PricePublisher publisher) {
        this.aws = aws;
        this.rounds = rounds;
        this.publisher = publisher;
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
        rounds.eachRegion(name(), plan, this::read);
    }

    private void read(DueReading due) {
        List<Offer> offers = new ArrayList<>(InstanceOffer.of(due.region(), due.types()));
        if (due.whole()) {
            offers.add(new VolumeOffer(due.region()));
            offers.add(new StorageOffer(due.region()));
        }
        offers.forEach(offer -> publisher.publish(name(), PriceList.read(offer, products(offer), due.day()), news));
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
