"""Lets the AWS stand-in (moto) have accounts beside its own, which are read with the role of an account.

A temporary access key is of the account that is encoded in it, as in AWS, also when the stand-in has started again and does not know the key any
more: moto takes an unknown key for one of its own account, whose resources would be listed twice. Where OTHER_ACCOUNTS_DEFAULT_VPC is "false",
other accounts have no default VPC, as in an organization that deletes them.
"""

import base64
import os

from moto.core import DEFAULT_ACCOUNT_ID
from moto.ec2.models import EC2Backend
from moto.iam import models
from moto.iam.utils import ACCOUNT_OFFSET, AWS_ROLE_ALPHABET

TEMPORARY = "ASIA"


def _account(key):
    """The account of a temporary key, by which moto made it."""
    half = int.from_bytes(base64.b32decode(key[4:12]), byteorder="big") - ACCOUNT_OFFSET
    return f"{2 * half + AWS_ROLE_ALPHABET.index(key[12]) // 16:012d}"


def install():
    """Adds everything to moto, once in a process."""
    known, made = models.get_account_id_from, EC2Backend.__init__

    def account_of(access_key):
        return _account(access_key) if access_key.startswith(TEMPORARY) and len(access_key) > 12 else known(access_key)

    def make(self, region_name, account_id):
        made(self, region_name, account_id)
        if account_id != DEFAULT_ACCOUNT_ID and os.environ.get("OTHER_ACCOUNTS_DEFAULT_VPC") == "false":
            for kept in (self.vpcs, self.subnets, self.route_tables, self.network_acls, self.groups):
                kept.clear()

    models.get_account_id_from = account_of
    EC2Backend.__init__ = make
