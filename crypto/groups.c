// SPDX-License-Identifier: Apache-2.0
// The three groups, as constants: the parameters of the specification's section "Groups" (GRP-1), least significant limb
// first. A test prints them in decimal and compares them with the published digits.
#include <string.h>

#include "crypto/group_internal.h"

static const struct scr_group groups[SCR_GROUP_COUNT] = {
    {
        .name = "Ed25519",
        .ops = &group_ed25519_ops,
        .q_limbs = 4,
        // 2^252 + 27742317777372353535851937790883648493 (RFC 8032, section 5.1)
        .q = {0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0x0000000000000000, 0x1000000000000000},
        .identity = {{1}},
        // y = 4/5, x even
        .generator = {{0x6666666666666658, 0x6666666666666666, 0x6666666666666666, 0x6666666666666666}},
    },
    {
        .name = "BELENIOS-2048",
        .ops = &group_modp_ops,
        .p_limbs = 32,
        .q_limbs = 4,
        .p = {0xd9cec4157646e64f, 0x1e59e0e6351e051e, 0xb44f6cef17d70730, 0x878affa2375e2999, 0x6a4ccfa04ee4008f,
              0x555bc810941e021b, 0xcb5de0acf66a3882, 0x0e7992d0f18cc759, 0x82d8c31911acdd4a, 0xe3fada9e010840d0,
              0x9aa8599411d998d3, 0x7f18fb1a8bc85827, 0xbbb29c9ec3099b60, 0x6b006517d6f6747e, 0xd7229abe93a188b4,
              0xa3e14dfa9b2162f4, 0x6b4fe17d8d47e843, 0x7ebc15a349fa318a, 0x0a4091d8fa447f6c, 0x07435012768a2cdd,
              0x27a5022ddd8912d1, 0x3fb8c3aabfff12ce, 0x30c6e82ac36de1ae, 0x07dd973f9c53e509, 0xa2f85e0fb11c0ede,
              0x06e092a495af8d79, 0x421f514ed40bfd4c, 0x1e6d36856b428030, 0x2791811d21fc35f2, 0xb7dc7ef3a791b686,
              0xe39e568fccdffb0f, 0xa3ef2d011fefb1b6},
        .q = {0xe20263387d55c491, 0xf0fa90c2168bc709, 0xf4daa0f2579db7f2, 0xadb6066a73522565},
        .identity = {{1}},
        .generator = {{0xcf284308f1d7e653, 0x41e1c91fe3823f4b, 0x743d663f42d853c0, 0x47aa680d43771902,
                       0xac638f5f34100d2d, 0xb7aeff04867d8724, 0x3ac8b72fd04e0991, 0x22127b6cbba44d45,
                       0x3731ae4268d60d7f, 0xc4ff49b1964c4a91, 0xd2dde0ce514e0927, 0x60a7ea574a61f552,
                       0xf74b7a1615a274ba, 0x1b9e519edcee8bb0, 0x65f397c6b870df8c, 0x6aef1be365fdd901,
                       0xdf9c2458570b06d2, 0x88fdb1a3381a697f, 0x8fe5fb9cf9fdb8ea, 0x643e673fd9d215fc,
                       0xfd4f10d5b1a356a8, 0xd4bc04e29f3748ae, 0x301b894236823fe1, 0x541e5219e0d0d094,
                       0x8262ee68a0e92cea, 0xd9d8976f01d95a1c, 0x5a9dfd001d26ba31, 0x988b98c259597f9c,
                       0xe781878a52230a51, 0x31fd1c5807b61fb1, 0xd7caa3a78a42415e, 0x1307c1ab5f295885}},
    },
    {
        .name = "RFC-3526-2048",
        .ops = &group_modp_ops,
        .safe_prime = true,
        .p_limbs = 32,
        .q_limbs = 32,
        .p = {0xffffffffffffffff, 0x15728e5a8aacaa68, 0x15d2261898fa0510, 0x3995497cea956ae5, 0xde2bcbf695581718,
              0xb5c55df06f4c52c9, 0x9b2783a2ec07a28f, 0xe39e772c180e8603, 0x32905e462e36ce3b, 0xf1746c08ca18217c,
              0x670c354e4abc9804, 0x9ed529077096966d, 0x1c62f356208552bb, 0x83655d23dca3ad96, 0x69163fa8fd24cf5f,
              0x98da48361c55d39a, 0xc2007cb8a163bf05, 0x49286651ece45b3d, 0xae9f24117c4b1fe6, 0xee386bfb5a899fa5,
              0x0bff5cb6f406b7ed, 0xf44c42e9a637ed6b, 0xe485b576625e7ec6, 0x4fe1356d6d51c245, 0x302b0a6df25f1437,
              0xef9519b3cd3a431b, 0x514a08798e3404dd, 0x020bbea63b139b22, 0x29024e088a67cc74, 0xc4c6628b80dc1cd1,
              0xc90fdaa22168c234, 0xffffffffffffffff},
        .q = {0x7fffffffffffffff, 0x0ab9472d45565534, 0x8ae9130c4c7d0288, 0x1ccaa4be754ab572, 0xef15e5fb4aac0b8c,
              0xdae2aef837a62964, 0xcd93c1d17603d147, 0xf1cf3b960c074301, 0x19482f23171b671d, 0x78ba3604650c10be,
              0xb3861aa7255e4c02, 0xcf6a9483b84b4b36, 0x0e3179ab1042a95d, 0xc1b2ae91ee51d6cb, 0x348b1fd47e9267af,
              0xcc6d241b0e2ae9cd, 0xe1003e5c50b1df82, 0x24943328f6722d9e, 0xd74f9208be258ff3, 0xf71c35fdad44cfd2,
              0x85ffae5b7a035bf6, 0x7a262174d31bf6b5, 0xf242dabb312f3f63, 0xa7f09ab6b6a8e122, 0x98158536f92f8a1b,
              0xf7ca8cd9e69d218d, 0x28a5043cc71a026e, 0x0105df531d89cd91, 0x948127044533e63a, 0x62633145c06e0e68,
              0xe487ed5110b4611a, 0x7fffffffffffffff},
        .identity = {{1}},
        .generator = {{2}},
    },
};

const struct scr_group *scr_group_at(size_t index) {
  return index < SCR_GROUP_COUNT ? &groups[index] : NULL;
}

const struct scr_group *scr_group_by_name(const char *name) {
  for (size_t i = 0; i < SCR_GROUP_COUNT; i++)
    if (strcmp(groups[i].name, name) == 0) return &groups[i];
  return NULL;
}
