package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.AwsError;
import dev.gleaner.actuator.aws.Ec2TagMapper;
import dev.gleaner.actuator.aws.NatGateway;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/**
 * Deletes a NAT gateway through which nothing was sent for a day. The routes to it stay and lead nowhere, so that the undo
 * can let them lead to another one. Its Elastic IP addresses stay allocated.
 */
public final class DeleteNatGateway {

    /** Name of the action in remedies. */
    public static final String NAME = RemedyAction.DELETE_NAT_GATEWAY.id();

    private static final String UNDO = "restore-nat-gateway";

    /** EC2 deletes a NAT gateway in minutes. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private static final String NO_SUCH_ADDRESS = "InvalidAllocationID.NotFound";

    private DeleteNatGateway() {}

    @Singleton
    static ActionDefinition<NatGateway.Observation> action(ActuatorAwsClients clients) {
        NatGateway.TrafficReader traffic = new NatGateway.TrafficReader(clients);
        return ActionDefinition.of(NAME, NatGateway.TYPE)
                .undoneBy(UNDO)
                .requires(TargetPrecondition.LONG_UNUSED)
                .loses((gateway, parameters) -> lost(gateway))
                // EC2 never assigns the id of a NAT gateway again.
                .forEver()
                .build(CallStep.on(NatGateway.TYPE, NAME, "ec2:DeleteNatGateway")
                        // Refuses while something is sent, or if that is not known.
                        .checks((order, before) ->
                                traffic.read(Instant.now(), order.target()).map(known -> known.objection()))
                        .sends((order, before) -> clients.ec2(order.target())
                                .deleteNatGateway(request ->
                                        request.natGatewayId(order.target().id())))
                        .within(PATIENCE)
                        .progress((order, before, now) -> progress(before.gateway(), now.gateway()))
                        .overtaken("the NAT gateway was changed concurrently")
                        .unless(StepObstacle::notAsPlanned)
                        .build());
    }

    /**
     * Creates a NAT gateway with the same subnet and addresses, and lets the planned routes lead to it. A route that somebody
     * changed or deleted since is left as it is.
     */
    @Singleton
    static ActionDefinition<NatGateway.Observation> undo(ActuatorAwsClients clients) {
        return ActionDefinition.undo(UNDO, NatGateway.TYPE)
                // A step for each planned route.
                .stepsOf((order, each) -> Stream.concat(
                                Stream.of(each.get(0)),
                                NatGateway.TYPE.planned(order.planned()).routes().stream()
                                        .map(route -> replace(clients, route)))
                        .toList())
                .build(create(clients), replace(clients, new NatGateway.Route("", "", "")));
    }

    /** Whether the undo of this deletion needs an Elastic IP address. */
    public static boolean isNeededForUndo(ActionOrder deletion, Arn address) {
        Arn gateway = deletion.target();
        return gateway.region().equals(address.region())
                && gateway.account().equals(address.account())
                && NatGateway.TYPE.planned(deletion.planned()).addresses().stream()
                        .anyMatch(one -> address.id().equals(one.allocation()));
    }

    private static List<String> lost(NatGateway gateway) {
        List<String> effects = new ArrayList<>(RemedyAction.DELETE_NAT_GATEWAY.losses());
        if (!gateway.isPrivate()) {
            effects.add(RemedyAction.LOSS_OF_PUBLIC_GATEWAY);
        }
        return effects;
    }

    /** An answer that the NAT gateway does not exist counts only if EC2 showed it before the call. */
    private static StepProgress progress(@Nullable NatGateway before, @Nullable NatGateway now) {
        if (now == null) {
            return before == null ? StepProgress.NOT_YET : StepProgress.DONE;
        }
        if (now.isDeleted()) {
            return StepProgress.DONE;
        }
        if (now.isDeleting()) {
            return StepProgress.UNDER_WAY;
        }
        return now.isAvailable() ? StepProgress.NOT_YET : StepProgress.CONTESTED;
    }

    /** Creates a NAT gateway with the properties that were planned. */
    private static ActionStep<NatGateway.Observation> create(ActuatorAwsClients clients) {
        return CallStep.on(NatGateway.TYPE, "create-nat-gateway", "ec2:CreateNatGateway")
                .checks((order, before) -> addressObjection(clients, order))
                .sends((order, before) -> clients.ec2(order.target()).createNatGateway(restoring(order)))
                .within(PATIENCE)
                .progress(DeleteNatGateway::creation)
                .overtaken("the NAT gateway was not created; its routes still lead nowhere")
                .unless((order, now) -> now.isGone() || creation(order, now, now) != StepProgress.NOT_YET
                        ? Optional.empty()
                        : Optional.of(now.sentence() + ", which may be stale: there is nothing to restore"))
                .build();
    }

    /** EC2 creates a NAT gateway with an address that is in use too, and lets it fail afterwards. */
    private static Uni<Optional<String>> addressObjection(ActuatorAwsClients clients, ActionOrder order) {
        List<String> allocations = allocations(order);
        if (allocations.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return ContextBoundUni.onWorker(() -> clients.ec2WithRetry(order.target())
                        .describeAddresses(request -> request.allocationIds(allocations)))
                .map(answer -> addressObjection(allocations, answer.addresses()))
                .onFailure(failure -> AwsError.isCode(failure, NO_SUCH_ADDRESS))
                .recoverWithItem(Optional.of("an Elastic IP address of the NAT gateway was released: " + allocations));
    }

    static Optional<String> addressObjection(List<String> allocations, List<Address> shown) {
        return allocations.stream()
                .flatMap(allocation -> addressObjection(allocation, shown).stream())
                .findFirst();
    }

    private static Optional<String> addressObjection(String allocation, List<Address> shown) {
        Optional<Address> address = shown.stream()
                .filter(one -> allocation.equals(one.allocationId()))
                .findFirst();
        if (address.isEmpty()) {
            return Optional.of("EC2 does not show the Elastic IP address " + allocation + " of the NAT gateway");
        }
        return address.map(Address::associationId)
                .filter(association -> !association.isEmpty())
                .map(association -> "the Elastic IP address " + allocation
                        + " of the NAT gateway is in use by something else (" + association + ")");
    }

    /**
     * With the client token, EC2 returns the same NAT gateway for a repeated call of the same undo. A second undo has
     * another token, because the NAT gateway of the first one may have been deleted since. Addresses of a private NAT
     * gateway are asked for again, because others may know it by them.
     */
    static CreateNatGatewayRequest restoring(ActionOrder order) {
        NatGateway planned = NatGateway.TYPE.planned(order.planned());
        Map<String, String> tags = order.tagsOfRestored();
        CreateNatGatewayRequest.Builder request = CreateNatGatewayRequest.builder()
                .subnetId(planned.subnet())
                .connectivityType(planned.connectivity())
                .clientToken(order.id())
                .tagSpecifications(Ec2TagMapper.specification(ResourceType.NATGATEWAY, tags));
        if (planned.isPrivate()) {
            List<String> addresses = of(planned, NatGateway.Address::privateIp);
            addresses.stream().findFirst().ifPresent(request::privateIpAddress);
            if (addresses.size() > 1) {
                request.secondaryPrivateIpAddresses(addresses.subList(1, addresses.size()));
            }
        } else {
            List<String> allocations = allocations(order);
            allocations.stream().findFirst().ifPresent(request::allocationId);
            if (allocations.size() > 1) {
                request.secondaryAllocationIds(allocations.subList(1, allocations.size()));
            }
        }
        return request.build();
    }

    private static List<String> allocations(ActionOrder order) {
        return of(NatGateway.TYPE.planned(order.planned()), NatGateway.Address::allocation);
    }

    /** The primary one comes first. */
    private static List<String> of(NatGateway gateway, Function<NatGateway.Address, @Nullable String> part) {
        return gateway.addresses().stream().map(part).filter(Objects::nonNull).toList();
    }

    /** If the deletion was not carried out, nothing has to be restored. */
    private static StepProgress creation(ActionOrder order, NatGateway.Observation before, NatGateway.Observation now) {
        if (isNotDeleted(order, now)) {
            return StepProgress.DONE;
        }
        return now.replacement(order.action(), before)
                .map(DeleteNatGateway::creation)
                .orElse(StepProgress.NOT_YET);
    }

    private static StepProgress creation(NatGateway.Replacement replacement) {
        if (replacement.isAvailable()) {
            return StepProgress.DONE;
        }
        return replacement.isComing() ? StepProgress.UNDER_WAY : StepProgress.CONTESTED;
    }

    /** Lets a route that leads to the deleted NAT gateway lead to its replacement. */
    static ActionStep<NatGateway.Observation> replace(ActuatorAwsClients clients, NatGateway.Route route) {
        return CallStep.on(NatGateway.TYPE, "replace-route", "ec2:ReplaceRoute")
                .sends((order, before) -> {
                    String replacement = replacement(order, before)
                            .map(NatGateway.Replacement::id)
                            .orElseThrow();
                    return clients.ec2(order.target()).replaceRoute(leading(route, replacement));
                })
                .progress((order, before, now) -> replacing(order, route, now))
                .overtaken("the route was changed concurrently")
                .unless((order, now) -> replacing(order, route, now) == StepProgress.DONE
                                || replacement(order, now).isPresent()
                        ? Optional.empty()
                        : Optional.of("EC2 shows no available NAT gateway that stands for "
                                + order.target().id()))
                .build();
    }

    static ReplaceRouteRequest leading(NatGateway.Route route, String replacement) {
        ReplaceRouteRequest.Builder request =
                ReplaceRouteRequest.builder().routeTableId(route.table()).natGatewayId(replacement);
        if (route.destination().startsWith("pl-")) {
            return request.destinationPrefixListId(route.destination()).build();
        }
        return route.destination().contains(":")
                ? request.destinationIpv6CidrBlock(route.destination()).build()
                : request.destinationCidrBlock(route.destination()).build();
    }

    /** A route that does not lead to the deleted NAT gateway was replaced, or changed by somebody else. */
    private static StepProgress replacing(ActionOrder order, NatGateway.Route route, NatGateway.Observation now) {
        if (now.tables().isEmpty()) {
            return StepProgress.NOT_YET;
        }
        boolean leadsThere = now.target(route).equals(Optional.of(order.target().id()));
        return leadsThere && !isNotDeleted(order, now) ? StepProgress.NOT_YET : StepProgress.DONE;
    }

    private static boolean isNotDeleted(ActionOrder order, NatGateway.Observation now) {
        return order.isUnfinished() && now.gateway() != null && now.gateway().isAvailable();
    }

    private static Optional<NatGateway.Replacement> replacement(ActionOrder order, NatGateway.Observation shown) {
        return shown.replacement(order.action(), shown).filter(NatGateway.Replacement::isAvailable);
    }
}
