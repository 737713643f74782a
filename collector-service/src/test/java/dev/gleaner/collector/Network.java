package dev.gleaner.collector;

import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.AllocateAddressResponse;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;

/**
 * A VPC of the stand-in with a NAT gateway and a gateway endpoint for S3.
 *
 * @param address of the gateway
 */
record Network(String vpc, String gateway, String address, String endpoint) {

    Network(Ec2AsyncClient ec2) {
        this(ec2, vpc(ec2), address(ec2));
    }

    private Network(Ec2AsyncClient ec2, String vpc, AllocateAddressResponse address) {
        this(vpc, gateway(ec2, vpc, address.allocationId()), address.publicIp(), endpoint(ec2, vpc));
    }

    private static String vpc(Ec2AsyncClient ec2) {
        return ec2.createVpc(request -> request.cidrBlock("10.0.0.0/16")
                        .tagSpecifications(tags -> tags.resourceType(ResourceType.VPC)
                                .tags(Tag.builder().key("team").value("vision").build())))
                .join()
                .vpc()
                .vpcId();
    }

    private static AllocateAddressResponse address(Ec2AsyncClient ec2) {
        return ec2.allocateAddress(request -> request.domain(DomainType.VPC)).join();
    }

    private static String gateway(Ec2AsyncClient ec2, String vpc, String allocation) {
        String subnet = ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock("10.0.1.0/24"))
                .join()
                .subnet()
                .subnetId();
        return ec2.createNatGateway(request -> request.subnetId(subnet).allocationId(allocation))
                .join()
                .natGateway()
                .natGatewayId();
    }

    private static String endpoint(Ec2AsyncClient ec2, String vpc) {
        return ec2.createVpcEndpoint(request -> request.vpcId(vpc)
                        .vpcEndpointType(VpcEndpointType.GATEWAY)
                        .serviceName("com.amazonaws.eu-west-3.s3"))
                .join()
                .vpcEndpoint()
                .vpcEndpointId();
    }
}
