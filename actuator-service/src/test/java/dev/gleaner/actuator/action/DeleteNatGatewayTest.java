package dev.gleaner.actuator.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.NatGateway;
import dev.gleaner.actuator.aws.OfflineClients;
import dev.gleaner.actuator.support.ObjectionAssertion;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;

/** When a NAT gateway is deleted, and how another one takes its place and its routes. */
class DeleteNatGatewayTest {

    private static final Arn TARGET = Arn.parse("arn:aws:ec2:us-east-1:123456789012:natgateway/nat-1");
    private static final NatGateway.Route ROUTE = new NatGateway.Route("rtb-1", "0.0.0.0/0", "nat-1");
    private static final NatGateway PLANNED = gateway("available", List.of(ROUTE));

    private final ActionDefinition<NatGateway.Observation> delete = DeleteNatGateway.action(OfflineClients.create());
    private final ActionDefinition<NatGateway.Observation> restore = DeleteNatGateway.undo(OfflineClients.create());

    @Test
    void shouldBeDoneWhenEc2HasDeletedIt() {
        NatGateway.Observation before = seen(PLANNED);

        assertThat(delete.steps().get(0).evaluateProgress(order(), before, before))
                .isEqualTo(StepProgress.NOT_YET);
        assertThat(delete.steps().get(0).evaluateProgress(order(), before, seen(gateway("deleting", List.of(ROUTE)))))
                .isEqualTo(StepProgress.UNDER_WAY);
        assertThat(delete.steps().get(0).evaluateProgress(order(), before, seen(gateway("deleted", List.of(ROUTE)))))
                .isEqualTo(StepProgress.DONE);
        assertThat(delete.steps().get(0).evaluateProgress(order(), before, seen(null)))
                .isEqualTo(StepProgress.DONE);
        assertThat(delete.steps().get(0).evaluateProgress(order(), seen(null), seen(null)))
                .as("never seen")
                .isEqualTo(StepProgress.NOT_YET);
        assertThat(delete.steps().get(0).evaluateProgress(order(), before, seen(gateway("failed", List.of()))))
                .isEqualTo(StepProgress.CONTESTED);
        assertThat(delete.isReversible(new Remedy("delete-nat-gateway", Map.of(), true, List.of(), "")))
                .isFalse();
    }

    @Test
    void shouldRefuseWhatChangedSinceThePlan() {
        assertThat(delete.steps().get(0).obstacle(order(), seen(PLANNED))).isEmpty();
        assertThat(delete.steps().get(0).obstacle(order(), seen(gateway("available", List.of()))))
                .hasValueSatisfying(why -> assertThat(why).contains("routes to the NAT gateway changed"));
        assertThat(delete.steps().get(0).obstacle(order(), seen(gateway("pending", List.of(ROUTE)))))
                .isPresent();
        assertThat(delete.steps().get(0).obstacle(order(), seen(null))).isPresent();
    }

    @Test
    void shouldNotPlanWhatCouldNotBeCreatedAgain() {
        assertThat(PLANNED.planningObstacle()).isEmpty();
        assertThat(new NatGateway("available", "vpc-1", null, "public", true, PLANNED.addresses(), List.of(), Map.of())
                        .planningObstacle())
                .hasValueSatisfying(why -> assertThat(why).contains("no subnet"));
        assertThat(new NatGateway("available", "vpc-1", "subnet-1", "public", false, List.of(), List.of(), Map.of())
                        .planningObstacle())
                .hasValueSatisfying(why -> assertThat(why).contains("addresses"));
    }

    @Test
    void shouldNeedItsAddressesForItsUndo() {
        assertThat(DeleteNatGateway.isNeededForUndo(order(), address("us-east-1:123456789012", "eipalloc-1")))
                .isTrue();
        assertThat(DeleteNatGateway.isNeededForUndo(order(), address("us-east-1:123456789012", "eipalloc-9")))
                .isTrue();
        assertThat(DeleteNatGateway.isNeededForUndo(order(), address("us-east-1:123456789012", "eipalloc-2")))
                .isFalse();
        assertThat(DeleteNatGateway.isNeededForUndo(order(), address("eu-west-1:123456789012", "eipalloc-1")))
                .isFalse();
        assertThat(DeleteNatGateway.isNeededForUndo(order(), address("us-east-1:210987654321", "eipalloc-1")))
                .isFalse();
    }

    private static Arn address(String place, String allocation) {
        return Arn.parse("arn:aws:ec2:" + place + ":elastic-ip/" + allocation);
    }

    /** No value is not zero. */
    @ParameterizedTest
    @CsvSource({"0, 24, ''", "1, 24, 1 bytes went", "0, 23, only 23", "0, 0, only 0", "5000000000, 3, 5000000000 bytes"
    })
    void shouldDeleteOnlyWhatSentNothingInEachOfTheLastHours(double bytes, long hours, String why) {
        var objection = new NatGateway.TrafficReader.Traffic(bytes, hours).objection();

        ObjectionAssertion.assertSays(objection, why);
    }

    @Test
    void shouldCreateTheSameWithItsAddresses() {
        CreateNatGatewayRequest request = DeleteNatGateway.restoring(undo());

        assertThat(request.subnetId()).isEqualTo("subnet-1");
        assertThat(request.connectivityTypeAsString()).isEqualTo("public");
        assertThat(request.allocationId()).isEqualTo("eipalloc-9");
        assertThat(request.secondaryAllocationIds()).containsExactly("eipalloc-1");
        assertThat(request.privateIpAddress()).isNull();
        assertThat(request.clientToken()).isEqualTo("act_2");
        assertThat(request.tagSpecifications().get(0).tags())
                .extracting(tag -> tag.key() + "=" + tag.value())
                .contains("gleaner:action=act_1", "gleaner:restores=nat-1", "Name=out")
                .noneMatch(tag -> tag.startsWith("aws:"));
    }

    @Test
    void shouldGiveAPrivateOneItsPrivateAddressesBack() {
        NatGateway planned = new NatGateway(
                "available",
                "vpc-1",
                "subnet-1",
                "private",
                false,
                List.of(
                        new NatGateway.Address(null, null, "10.0.0.7", false),
                        new NatGateway.Address(null, null, "10.0.0.9", true)),
                List.of(),
                Map.of());
        CreateNatGatewayRequest request =
                DeleteNatGateway.restoring(new ActionOrder("act_1", TARGET, planned, Map.of(), null, "act_2"));

        assertThat(planned.planningObstacle()).isEmpty();
        assertThat(request.privateIpAddress()).isEqualTo("10.0.0.9");
        assertThat(request.secondaryPrivateIpAddresses()).containsExactly("10.0.0.7");
        assertThat(request.allocationId()).isNull();
    }

    /** EC2 takes an address that is in use, and lets the NAT gateway fail afterwards. */
    @Test
    void shouldNotCreateOneWithAnAddressThatSomethingElseHas() {
        Address free = Address.builder().allocationId("eipalloc-1").build();
        Address used = Address.builder()
                .allocationId("eipalloc-1")
                .associationId("eipassoc-1")
                .build();

        assertThat(objection(free)).isEmpty();
        assertThat(objection(used)).hasValueSatisfying(why -> assertThat(why).contains("eipassoc-1"));
        assertThat(DeleteNatGateway.addressObjection(List.of("eipalloc-1"), List.of()))
                .isPresent();
    }

    private static java.util.Optional<String> objection(Address address) {
        return DeleteNatGateway.addressObjection(List.of("eipalloc-1"), List.of(address));
    }

    @Test
    void shouldReplaceARouteOfAnyKind() {
        assertThat(request("10.0.0.0/8").destinationCidrBlock()).isEqualTo("10.0.0.0/8");
        assertThat(request("64:ff9b::/96").destinationIpv6CidrBlock()).isEqualTo("64:ff9b::/96");
        assertThat(request("pl-1").destinationPrefixListId()).isEqualTo("pl-1");
        assertThat(request("pl-1").natGatewayId()).isEqualTo("nat-2");
        assertThat(request("pl-1").destinationCidrBlock()).isNull();
    }

    @Test
    void shouldNotRestoreWhatIsStillThere() {
        ActionStep<NatGateway.Observation> create = restore.steps(undo()).get(0);

        assertThat(create.obstacle(undo(), seen(PLANNED)))
                .hasValueSatisfying(why -> assertThat(why).contains("nothing to restore"));
        assertThat(create.obstacle(undo(), seen(gateway("deleting", List.of(ROUTE)))))
                .isPresent();
        assertThat(create.obstacle(undo(), seen(gateway("deleted", List.of(ROUTE)))))
                .isEmpty();
        assertThat(create.obstacle(undo(), seen(null))).isEmpty();
    }

    /** The one of an earlier try that is gone since is none, and the next try asks EC2 for another one. */
    @Test
    void shouldCreateAnotherOneWhereAnEarlierOneFailed() {
        ActionStep<NatGateway.Observation> create = restore.steps(undo()).get(0);
        NatGateway.Observation failed = with("failed");

        assertThat(create.evaluateProgress(undo(), failed, failed)).isEqualTo(StepProgress.NOT_YET);
        assertThat(create.evaluateProgress(undo(), seen(null), failed)).isEqualTo(StepProgress.CONTESTED);
        assertThat(create.evaluateProgress(undo(), seen(null), with("pending"))).isEqualTo(StepProgress.UNDER_WAY);
        assertThat(create.evaluateProgress(undo(), seen(null), with("available")))
                .isEqualTo(StepProgress.DONE);
    }

    /** Without a table in the answer nothing is known of its routes. */
    @Test
    void shouldNotTakeAnAnswerWithoutTablesForRoutesThatAreGone() {
        ActionStep<NatGateway.Observation> replace = restore.steps(undo()).get(1);
        NatGateway.Observation nothing = new NatGateway.Observation(
                null, List.of(), List.of(), with("available").replacements());

        assertThat(replace.evaluateProgress(undo(), nothing, nothing)).isEqualTo(StepProgress.NOT_YET);
        assertThat(replace.obstacle(undo(), with("pending"))).isPresent();
        assertThat(replace.obstacle(undo(), with("available"))).isEmpty();
    }

    /**
     * Whatever happens to the routes meanwhile, and wherever the actuator stops and goes on: in the end each planned route
     * that still led nowhere leads to one new NAT gateway, what others changed is as they left it, and each call was made
     * once.
     */
    @SeededTest(300)
    void shouldGiveEachRouteBackOnce(long seed) {
        Random random = new Random(seed);
        Vpc vpc = new Vpc(random);
        ActionOrder order = new ActionOrder("act_1", TARGET, vpc.planned(), Map.of(), null, "act_2");
        vpc.gateways.put("nat-1", "deleted");
        vpc.othersChangeRoutes();
        Map<String, String> expected = new TreeMap<>(vpc.routes);
        expected.replaceAll((route, target) -> target.equals("nat-1") ? "nat-2" : target);

        List<ActionStep<NatGateway.Observation>> steps = restore.steps(order);
        for (int place = 0; place < steps.size(); place++) {
            ActionStep<NatGateway.Observation> step = steps.get(place);
            NatGateway.Observation before = vpc.show();
            while (step.evaluateProgress(order, before, vpc.show()) != StepProgress.DONE) {
                // A worker that died before its call begins the step again.
                if (random.nextInt(4) > 0 && step.evaluateProgress(order, before, vpc.show()) == StepProgress.NOT_YET) {
                    assertThat(step.obstacle(order, vpc.show())).isEmpty();
                    vpc.call(place, order);
                }
                vpc.pass();
            }
        }

        assertThat(vpc.routes).isEqualTo(expected);
        assertThat(vpc.gateways).hasSize(2);
        assertThat(vpc.calls).doesNotHaveDuplicates();
    }

    /** EC2, as far as NAT gateways and their routes go. */
    private static final class Vpc {

        private final Random random;
        private final Map<String, String> gateways = new TreeMap<>(Map.of("nat-1", "available"));
        private final Map<String, String> routes = new TreeMap<>();
        private final Set<String> tables = new HashSet<>();
        private final List<String> calls = new ArrayList<>();

        Vpc(Random random) {
            this.random = random;
            for (int table = 0; table < 1 + random.nextInt(4); table++) {
                tables.add("rtb-" + table);
                for (String destination : List.of("0.0.0.0/0", "64:ff9b::/96", "pl-1")) {
                    if (random.nextBoolean()) {
                        routes.put("rtb-" + table + " " + destination, random.nextInt(4) > 0 ? "nat-1" : "igw-1");
                    }
                }
            }
        }

        NatGateway planned() {
            return gateway("available", shownRoutes());
        }

        void othersChangeRoutes() {
            routes.replaceAll((route, target) -> random.nextInt(4) == 0 ? "tgw-1" : target);
            routes.keySet().removeIf(route -> random.nextInt(6) == 0);
            if (tables.size() > 1 && random.nextInt(4) == 0) {
                tables.remove("rtb-0");
                routes.keySet().removeIf(route -> route.startsWith("rtb-0 "));
            }
        }

        void call(int step, ActionOrder order) {
            if (step > 0) {
                NatGateway.Route replaced =
                        NatGateway.TYPE.planned(order.planned()).routes().get(step - 1);
                ReplaceRouteRequest request = DeleteNatGateway.leading(replaced, "nat-2");
                String route = request.routeTableId() + " "
                        + java.util.stream.Stream.of(
                                        request.destinationCidrBlock(),
                                        request.destinationIpv6CidrBlock(),
                                        request.destinationPrefixListId())
                                .filter(java.util.Objects::nonNull)
                                .findFirst()
                                .orElseThrow();
                calls.add(route);
                assertThat(routes).containsKey(route);
                assertThat(gateways.get("nat-2")).isEqualTo("available");
                routes.put(route, "nat-2");
            } else {
                calls.add(DeleteNatGateway.restoring(order).clientToken());
                gateways.put("nat-2", "pending");
            }
        }

        void pass() {
            if (random.nextBoolean()) {
                gateways.replace("nat-2", "available");
            }
        }

        NatGateway.Observation show() {
            List<NatGateway.Replacement> replacements = gateways.containsKey("nat-2")
                    ? List.of(new NatGateway.Replacement("nat-2", "act_1", gateways.get("nat-2")))
                    : List.of();
            return new NatGateway.Observation(
                    gateway(gateways.get("nat-1"), shownRoutes()), List.copyOf(tables), shownRoutes(), replacements);
        }

        private List<NatGateway.Route> shownRoutes() {
            return routes.entrySet().stream()
                    .filter(route -> route.getValue().startsWith("nat-"))
                    .map(route -> new NatGateway.Route(
                            route.getKey().split(" ")[0], route.getKey().split(" ")[1], route.getValue()))
                    .toList();
        }
    }

    private ReplaceRouteRequest request(String destination) {
        return DeleteNatGateway.leading(new NatGateway.Route("rtb-1", destination, "nat-1"), "nat-2");
    }

    private static ActionOrder order() {
        return new ActionOrder("act_1", TARGET, PLANNED, Map.of());
    }

    private static ActionOrder undo() {
        return new ActionOrder("act_1", TARGET, PLANNED, Map.of(), null, "act_2");
    }

    private static NatGateway.Observation seen(@Nullable NatGateway gateway) {
        return new NatGateway.Observation(gateway, List.of("rtb-1"), List.of(ROUTE), List.of());
    }

    private static NatGateway.Observation with(String state) {
        return new NatGateway.Observation(
                null, List.of("rtb-1"), List.of(ROUTE), List.of(new NatGateway.Replacement("nat-2", "act_1", state)));
    }

    private static NatGateway gateway(String state, List<NatGateway.Route> routes) {
        return new NatGateway(
                state,
                "vpc-1",
                "subnet-1",
                "public",
                false,
                List.of(
                        new NatGateway.Address("eipalloc-1", "198.51.100.7", "10.0.0.7", false),
                        new NatGateway.Address("eipalloc-9", "198.51.100.9", "10.0.0.9", true)),
                routes,
                Map.of("Name", "out", "aws:something", "x"));
    }
}
