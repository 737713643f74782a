package dev.gleaner.analyzer.price;

import dev.gleaner.analyzer.cost.BilledUnits;
import dev.gleaner.analyzer.cost.MonthlyCharge;
import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.profile.inventory.GatewayFacts;
import dev.gleaner.analyzer.profile.inventory.GatewaySnapshot;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hours of a gateway without traffic. Its bytes and capacity units are too few to count, and its addresses are not part of it.
 */
public record GatewayHoursEstimator(PriceBook prices) implements SavingEstimator<GatewaySnapshot> {

    private static final BigDecimal HOURS_PER_MONTH = BigDecimal.valueOf(730);
    private static final String PRIVATE = "private";

    /** Types in keys of prices, by the first part of the id of a load balancer. */
    private static final Map<String, String> LOAD_BALANCERS =
            Map.of("app", "application-load-balancer", "net", "network-load-balancer", "gwy", "gateway-load-balancer");

    @Override
    public Saving estimate(GatewaySnapshot gateway, double part, LocalDate day) {
        GatewayFacts facts = gateway.facts();
        return switch (gateway.type()) {
            case NAT_GATEWAY ->
                hours(
                        key("vpc", "nat-gateway", gateway),
                        HOURS_PER_MONTH,
                        "NAT gateway hours",
                        facts != null && facts.connectivity().equals(PRIVATE)
                                ? ""
                                : "; its Elastic IP addresses still cost until they are released",
                        day);
            case INTERFACE_ENDPOINT -> endpoint(gateway, facts == null ? null : facts.zones(), day);
            case LOAD_BALANCER -> {
                String id = Arn.parse(gateway.resource()).id();
                String form = id.substring(0, Math.max(0, id.indexOf('/')));
                yield hours(
                        key("elb", LOAD_BALANCERS.getOrDefault(form, form), gateway),
                        HOURS_PER_MONTH,
                        "load balancer hours",
                        "; its public addresses and capacity units are not counted",
                        day);
            }
        };
    }

    /** It costs by the hour and Availability Zone. */
    private Saving endpoint(GatewaySnapshot gateway, @Nullable Integer zones, LocalDate day) {
        return zones == null || zones == 0
                ? Saving.unpriced("not known in how many Availability Zones it is")
                : hours(
                        key("vpc", "interface-endpoint", gateway),
                        HOURS_PER_MONTH.multiply(BigDecimal.valueOf(zones)),
                        "interface endpoint hours in " + zones + " Availability Zones",
                        "",
                        day);
    }

    private Saving hours(PriceKey key, BigDecimal hours, String what, String stays, LocalDate day) {
        return prices.on(day).quote(key)
                .map(quote -> MonthlyCharge.of(quote, new BilledUnits(key, hours, what)))
                .map(charge -> Saving.priced(charge.amount(), charge.amount(), charge.amount(), charge.basis() + stays))
                .orElseGet(() -> Saving.unpriced("no price known for " + key.text()));
    }

    private static PriceKey key(String service, String type, GatewaySnapshot gateway) {
        return new PriceKey(service, type, gateway.region(), "", "", "hour");
    }
}
