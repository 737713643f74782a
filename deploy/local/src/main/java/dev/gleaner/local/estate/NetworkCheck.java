package dev.gleaner.local.estate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** What a schema cannot say of the VPCs of an estate. */
final class NetworkCheck {

    /** The services to which a gateway leads. */
    private static final Set<String> BY_GATEWAY = Set.of("s3", "dynamodb");

    private final Estate estate;
    private final BiConsumer<String, String> say;
    private final Map<String, String> places = new HashMap<>();

    /**
     * Of an estate.
     *
     * @param say takes the place and the text of each problem
     */
    NetworkCheck(Estate estate, BiConsumer<String, String> say) {
        this.estate = estate;
        this.say = say;
    }

    void look() {
        estate.resources().forEach(resource -> places.put(resource.name(), "an instance"));
        for (int i = 0; i < estate.vpcs().size(); i++) {
            vpc("/vpcs/" + i, estate.vpcs().get(i));
        }
    }

    private void vpc(String place, Vpc vpc) {
        name(place + "/name", vpc.name(), "a VPC");
        List<String> gateways = vpc.natGateways();
        for (int i = 0; i < gateways.size(); i++) {
            name(place + "/natGateways/" + i, gateways.get(i), "a NAT gateway");
        }
        for (int i = 0; i < vpc.endpoints().size(); i++) {
            endpoint(place + "/endpoints/" + i, vpc.endpoints().get(i));
        }
    }

    private void endpoint(String place, VpcEndpoint endpoint) {
        if (endpoint.name() != null) {
            name(place + "/name", endpoint.name(), "an endpoint");
        }
        if (endpoint.type() == EndpointType.GATEWAY && !BY_GATEWAY.contains(endpoint.service())) {
            say.accept(place + "/type", "there are gateways to s3 and dynamodb alone, not to " + endpoint.service());
        }
    }

    private void name(String place, String name, String what) {
        String before = places.putIfAbsent(name, what);
        if (before != null) {
            say.accept(place, "\"" + name + "\" is " + before + " already");
        }
    }
}
