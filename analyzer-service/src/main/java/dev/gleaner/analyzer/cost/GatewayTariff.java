package dev.gleaner.analyzer.cost;

import dev.gleaner.contracts.resource.Arn;
import java.math.BigDecimal;
import java.util.Map;

/** What NAT gateways, interface endpoints and load balancers are billed for by the hour, and NAT gateways by the byte. */
public final class GatewayTariff {

    private static final String VPC = "vpc";
    private static final String NAT_GATEWAY = "nat-gateway";

    /** Types in keys of prices, by the first part of the id of a load balancer. */
    private static final Map<String, String> LOAD_BALANCERS =
            Map.of("app", "application-load-balancer", "net", "network-load-balancer", "gwy", "gateway-load-balancer");

    private GatewayTariff() {}

    /** The hours of a NAT gateway in a month. */
    public static BilledQuantity natGateway(String region) {
        return hours(VPC, NAT_GATEWAY, region, 1, "NAT gateway hours");
    }

    /** The hours of an interface endpoint in a month, which are billed by Availability Zone. */
    public static BilledQuantity interfaceEndpoint(String region, int zones) {
        return hours(
                VPC,
                "interface-endpoint",
                region,
                zones,
                "interface endpoint hours in " + zones + " Availability Zones");
    }

    /** The hours of a load balancer (ARN) in a month. */
    public static BilledQuantity loadBalancer(String resource, String region) {
        String id = Arn.parse(resource).id();
        String form = id.substring(0, Math.max(0, id.indexOf('/')));
        return hours("elb", LOAD_BALANCERS.getOrDefault(form, form), region, 1, "load balancer hours");
    }

    /** Bytes that a NAT gateway processes. */
    public static BilledQuantity throughNat(String region, double bytes, String what) {
        return BilledQuantity.of(VPC, NAT_GATEWAY, region, "gb", MonthlyCharge.gigabytes(bytes), what);
    }

    private static BilledQuantity hours(String service, String type, String region, int count, String what) {
        BigDecimal hours = DatedPrices.HOURS_PER_MONTH.multiply(BigDecimal.valueOf(count));
        return BilledQuantity.of(service, type, region, "hour", hours, what);
    }
}
