package dev.gleaner.collector.source.price;

import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.source.PolledSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.pricing.model.GetProductsResponse;

/**
 * Reads the price list for each configured region: instance types in use and the next smaller ones daily, and storage, logs and transfer, whose
 * prices change a few times a year, weekly.
 */
@ApplicationScoped
class PriceListSource implements PolledSource {

    private final RateLimitedAwsClients aws;
    private final PriceReadRunner runner;
    private final PricePublisher publisher;
    private final PriceReadRunner.Schedule plan;
    private final PricePublisher.ChangeFilter changes = new PricePublisher.ChangeFilter(BigDecimal.ZERO);

    PriceListSource(PriceConfig config, RateLimitedAwsClients aws, PriceReadRunner runner, PricePublisher publisher) {
        this.aws = aws;
        this.runner = runner;
        this.publisher = publisher;
        this.plan = new PriceReadRunner.Schedule(config.interval(), config.servicesInterval());
    }

    @Override
    public Polling polling() {
        return new Polling(PriceListParser.SOURCE, runner.enabled(), plan.pollInterval());
    }

    @Override
    public void poll() {
        runner.forEachDueRegion(PriceListParser.SOURCE, plan, this::read);
    }

    private void read(PriceReadRunner.DueRead due) {
        List<PriceListQuery> offers = new ArrayList<>(
                PriceListQuery.Instances.of(due.region(), ReplacementTypeNames.withReplacements(due.types())));
        if (due.whole()) {
            offers.addAll(PriceListQuery.Services.of(due.region()));
        }
        offers.forEach(priceListQuery -> publisher.publish(
                PriceListParser.SOURCE,
                PriceListParser.read(priceListQuery, products(priceListQuery), due.day()),
                changes));
    }

    private List<String> products(PriceListQuery priceListQuery) {
        List<String> products = new ArrayList<>();
        AwsPaginator.forEachPage(
                token -> aws.pricing()
                        .getProducts(priceListQuery.request().toBuilder()
                                .nextToken(token)
                                .build()),
                GetProductsResponse::nextToken,
                page -> products.addAll(page.priceList()));
        return products;
    }
}
