package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.AwsError;
import dev.gleaner.actuator.aws.Ec2TagMapper;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.actuator.aws.NatGateway;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/**
 * Deletes a NAT gateway through which nothing was sent for a day. The routes to it stay and lead nowhere, so that the undo
 * can let them lead to another one. Its Elastic IP addresses stay allocated.
 */
@Singleton
public class DeleteNatGateway implements SingleStepAction {

    /** Name of the action in remedies. */
    public static final String NAME = "delete-nat-gateway";

    /** EC2 deletes a NAT gateway in minutes. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final ActuatorAwsClients clients;
    private final NatGateway.TrafficReader traffic;

    DeleteNatGateway(ActuatorAwsClients clients) {
        this.clients = clients;
        this.traffic = new NatGateway.TrafficReader(clients);
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Whether the undo of this deletion needs an Elastic IP address. */
    public static boolean isNeededForUndo(ActionOrder deletion, Arn address) {
        Arn gateway = deletion.target();
        return gateway.region().equals(address.region())
                && gateway.account().equals(address.account())
                && ((NatGateway) deletion.planned())
                        .addresses().stream().anyMatch(one -> address.id().equals(one.allocation()));
    }

    @Override
    public TargetKind targetKind() {
        return TargetKind.NAT_GATEWAY;
    }

    @Override
    public boolean isUndo() {
        return false;
    }

    @Override
    public Optional<String> undoName() {
        return Optional.of(RestoreNatGateway.NAME);
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public Set<TargetPrecondition> preconditions() {
        return EnumSet.of(TargetPrecondition.LONG_UNUSED);
    }

    /** EC2 never assigns the id of a NAT gateway again. */
    @Override
    public boolean isPermanent() {
        return true;
    }

    @Override
    public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        List<String> effects = new ArrayList<>(List.of(
                "the id of the NAT gateway, and with it what refers to it outside of the routes",
                "what could not be sent over its routes until the undo"));
        NatGateway gateway = (NatGateway) planned;
        if (!gateway.isPrivate()) {
            effects.add("the private address of the NAT gateway, and the cost of its Elastic IP addresses, which stay"
                    + " allocated");
        }
        return effects;
    }

    @Override
    public String call() {
        return "ec2:DeleteNatGateway";
    }

    @Override
    public Optional<Duration> observationTimeout() {
        return Optional.of(PATIENCE);
    }

    @Override
    public String overtakenMessage() {
        return "the NAT gateway was changed concurrently";
    }

    /** Refuses while something is sent, or if that is not known. */
    @Override
    public Uni<Void> checkPreconditions(ActionOrder order, ResourceObservation before) {
        return traffic.read(Instant.now(), order.target())
                .flatMap(known -> known.objection()
                        .map(why -> Uni.createFrom().<Void>failure(new CallPreconditionException(why)))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    @Override
    public Uni<String> perform(ActionOrder order, ResourceObservation before) {
        return ContextBoundUni.fromFuture(() -> clients.ec2(order.target())
                        .deleteNatGateway(
                                request -> request.natGatewayId(order.target().id())))
                .map(answer -> answer.responseMetadata().requestId());
    }

    /** An answer that the NAT gateway does not exist counts only if EC2 showed it before the call. */
    @Override
    public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
        NatGateway gateway = ((NatGateway.Observation) now).gateway();
        if (gateway == null) {
            return ((NatGateway.Observation) before).gateway() == null ? StepProgress.NOT_YET : StepProgress.DONE;
        }
        if (gateway.isDeleted()) {
            return StepProgress.DONE;
        }
        if (gateway.isDeleting()) {
            return StepProgress.UNDER_WAY;
        }
        return gateway.isAvailable() ? StepProgress.NOT_YET : StepProgress.CONTESTED;
    }

    @Override
    public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
        return now.subject().planningObstacle().or(() -> now.subject().changedSince(order.planned()));
    }

    /**
     * Creates a NAT gateway with the same subnet and addresses, and lets the planned routes lead to it: the undo of
     * {@link DeleteNatGateway}. A route that somebody changed or deleted since is left as it is.
     */
    @Singleton
    public static class RestoreNatGateway implements ActionClass {

        static final String NAME = "restore-nat-gateway";

        private final ActuatorAwsClients clients;

        RestoreNatGateway(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public TargetKind targetKind() {
            return TargetKind.NAT_GATEWAY;
        }

        @Override
        public boolean isUndo() {
            return true;
        }

        @Override
        public boolean needsIdleness() {
            return false;
        }

        @Override
        public List<ActionStep<ResourceObservation>> steps() {
            return List.of(
                    new CreateNatGatewayStep(clients), new ReplaceRouteStep(clients, new NatGateway.Route("", "", "")));
        }

        /** A step for each planned route. */
        @Override
        public List<ActionStep<ResourceObservation>> steps(ActionOrder order) {
            List<ActionStep<ResourceObservation>> steps = new ArrayList<>();
            steps.add(new CreateNatGatewayStep(clients));
            ((NatGateway) order.planned()).routes().forEach(route -> steps.add(new ReplaceRouteStep(clients, route)));
            return List.copyOf(steps);
        }
    }

    /** Creates a NAT gateway with the properties that were planned. */
    static final class CreateNatGatewayStep implements ActionStep<ResourceObservation> {

        private static final String NO_SUCH_ADDRESS = "InvalidAllocationID.NotFound";

        private final ActuatorAwsClients clients;

        CreateNatGatewayStep(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        @Override
        public String name() {
            return "create-nat-gateway";
        }

        @Override
        public String call() {
            return "ec2:CreateNatGateway";
        }

        @Override
        public Optional<Duration> observationTimeout() {
            return Optional.of(PATIENCE);
        }

        @Override
        public String overtakenMessage() {
            return "the NAT gateway was not created; its routes still lead nowhere";
        }

        /** EC2 creates a NAT gateway with an address that is in use too, and lets it fail afterwards. */
        @Override
        public Uni<Void> checkPreconditions(ActionOrder order, ResourceObservation before) {
            List<String> allocations = allocations(order);
            if (allocations.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            return ContextBoundUni.onWorker(() -> clients.ec2WithRetry(order.target())
                            .describeAddresses(request -> request.allocationIds(allocations)))
                    .map(answer -> addressObjection(allocations, answer.addresses()))
                    .onFailure(failure -> AwsError.isCode(failure, NO_SUCH_ADDRESS))
                    .recoverWithItem(
                            Optional.of("an Elastic IP address of the NAT gateway was released: " + allocations))
                    .flatMap(objection -> objection
                            .map(why -> Uni.createFrom().<Void>failure(new CallPreconditionException(why)))
                            .orElseGet(() -> Uni.createFrom().voidItem()));
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

        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            return ContextBoundUni.fromFuture(() -> clients.ec2(order.target()).createNatGateway(request(order)))
                    .map(answer -> answer.responseMetadata().requestId());
        }

        /**
         * With the client token, EC2 returns the same NAT gateway for a repeated call of the same undo. A second undo has
         * another token, because the NAT gateway of the first one may have been deleted since. Addresses of a private NAT
         * gateway are asked for again, because others may know it by them.
         */
        static CreateNatGatewayRequest request(ActionOrder order) {
            NatGateway planned = (NatGateway) order.planned();
            Map<String, String> tags = Ec2TagMapper.inheritedTags(
                    planned.tags(),
                    Map.of(
                            GleanerTagKeys.ACTION,
                            order.action(),
                            GleanerTagKeys.RESTORES,
                            order.target().id()));
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
            return of((NatGateway) order.planned(), NatGateway.Address::allocation);
        }

        /** The primary one comes first. */
        private static List<String> of(NatGateway gateway, Function<NatGateway.Address, @Nullable String> part) {
            return gateway.addresses().stream()
                    .map(part)
                    .filter(Objects::nonNull)
                    .toList();
        }

        /** If the deletion was not carried out, nothing has to be restored. */
        @Override
        public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
            NatGateway.Observation shown = (NatGateway.Observation) now;
            if (order.isUnfinished()
                    && shown.gateway() != null
                    && shown.gateway().isAvailable()) {
                return StepProgress.DONE;
            }
            return shown.replacement(order.action(), (NatGateway.Observation) before)
                    .map(CreateNatGatewayStep::progress)
                    .orElse(StepProgress.NOT_YET);
        }

        private static StepProgress progress(NatGateway.Replacement replacement) {
            if (replacement.isAvailable()) {
                return StepProgress.DONE;
            }
            return replacement.isComing() ? StepProgress.UNDER_WAY : StepProgress.CONTESTED;
        }

        @Override
        public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
            NatGateway.Observation shown = (NatGateway.Observation) now;
            return shown.isGone() || evaluateProgress(order, now, now) != StepProgress.NOT_YET
                    ? Optional.empty()
                    : Optional.of(now.sentence() + ", which may be stale: there is nothing to restore");
        }
    }

    /** Lets a route that leads to the deleted NAT gateway lead to its replacement. */
    static final class ReplaceRouteStep implements ActionStep<ResourceObservation> {

        private final ActuatorAwsClients clients;
        private final NatGateway.Route route;

        ReplaceRouteStep(ActuatorAwsClients clients, NatGateway.Route route) {
            this.clients = clients;
            this.route = route;
        }

        @Override
        public String name() {
            return "replace-route";
        }

        @Override
        public String call() {
            return "ec2:ReplaceRoute";
        }

        @Override
        public String overtakenMessage() {
            return "the route was changed concurrently";
        }

        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            String replacement =
                    replacement(order, before).map(NatGateway.Replacement::id).orElseThrow();
            return ContextBoundUni.fromFuture(() -> clients.ec2(order.target()).replaceRoute(request(replacement)))
                    .map(answer -> answer.responseMetadata().requestId());
        }

        ReplaceRouteRequest request(String replacement) {
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
        @Override
        public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
            NatGateway.Observation shown = (NatGateway.Observation) now;
            if (shown.tables().isEmpty()) {
                return StepProgress.NOT_YET;
            }
            boolean wasNotDeleted = order.isUnfinished()
                    && shown.gateway() != null
                    && shown.gateway().isAvailable();
            boolean leadsThere =
                    shown.target(route).equals(Optional.of(order.target().id()));
            return leadsThere && !wasNotDeleted ? StepProgress.NOT_YET : StepProgress.DONE;
        }

        @Override
        public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
            return evaluateProgress(order, now, now) == StepProgress.DONE
                            || replacement(order, now).isPresent()
                    ? Optional.empty()
                    : Optional.of("EC2 shows no available NAT gateway that stands for "
                            + order.target().id());
        }

        private static Optional<NatGateway.Replacement> replacement(ActionOrder order, ResourceObservation shown) {
            NatGateway.Observation observation = (NatGateway.Observation) shown;
            return observation.replacement(order.action(), observation).filter(NatGateway.Replacement::isAvailable);
        }
    }
}
