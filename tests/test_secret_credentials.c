// SPDX-License-Identifier: Apache-2.0
// Credentials against what the peer derives: throw-away credentials that belenios-tool made for the election
// 8QbAcnHnFFgCTU (`belenios-tool setup generate-credentials`, 2.0 for the form XXX-XXX-XXX-XXX-XXC, 3.3.0 for the
// other), and the public keys that it printed.
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/secret.h"
#include "tests/support/suite.h"

static const char uuid[] = "8QbAcnHnFFgCTU";

static const struct vector {
  const char *group;
  const char *credential;
  const char *key;
} vectors[] = {
    {"BELENIOS-2048", "rSA-jpw-xYK-7gC-PLF",
     "8840421923773900151355610017392371733008569914220996089715923277317678408411140697272129748606701260"
     "9509447559956122956145771130898442141374959762361298474843612592053537139100410104782729367800596395"
     "0075908482329254686808904068976262497220876238287756947910163581713020194480265179264603913039728211"
     "6912738823502861037433655049530641072980115523910486352096439282430392539388680865309879296887925547"
     "3509259233791378223694693080431347470341935992368817317785924240664311013763874094873319337029672303"
     "3086548900447280984196381699738807908259484468289591085558041230745996118283898227354467326707611416"
     "5933793949171299"},
    {"BELENIOS-2048", "79a-Rhe-pZH-ZQi-Gjj",
     "8733282654188217629819932870759747016028782906717844022155258563197587124488129199066059921006422461"
     "2942168413232552172351466427124576480914656109736505950905232182367970492818467957885037137798211016"
     "4859827444680673070848728061657994660641295104376676734341728797001637926249206050323699463534594133"
     "8614723960658465309589491831582190351823636984984763477237604415751841415246358489602981988644492767"
     "9862264411204567051918442284081823148709596298717050230401479345887007543258199373213774096033730654"
     "4015031540332539781889302164858321071797978663263938302226763120647362760763518531571689633916552730"
     "6374093882626601"},
    {"BELENIOS-2048", "rSAjpwxYK7gCPLF",
     "1076552041355008173192826368054753578202076992479113583927524408416402438796693166303599592222459321"
     "3520737916671068398305845644389567247476957881472719002458009898503719416457816188967063789494182589"
     "4076800879899064898766933030171887214339522908391441131907741395481287216315836349036632694812727908"
     "6804294836426500748639759208621373698939642385383517473371673646135023510316285876355718871574869852"
     "4224660578673323409401769677521038174579774422267716055317341466588106113399353552139150446719472391"
     "9305273564162705535355417661655800398649208096642024351280184632995665762983557053916391483603498078"
     "45999329740784535"},
    {"Ed25519", "ZC2FK-3mMCnm-1fanX-6bnPDj", "aa604f1c785d6550d70cf0b30e02e537b7dbd36b54dd76bd301caae94b9cf74c"},
    {"Ed25519", "UyE9Z-kSRdfL-Ao8QG-ie7eNC", "833ac99497de8930cda450e7b14315ed91c681dc3c751e49c9b9d62bafd74116"},
    {"BELENIOS-2048", "fSiGn-6iJMY2-HDedu-ScLnVY",
     "1144302185894367305872739025766551782860268335758341820118380729608769593230600506537088203288838835"
     "9173369252136778030469486744787634260758855459433705910735099460192396780607736304154601761540270877"
     "4212117035227658558225227129404212408275759685962763554282770057600901560853033667037307657609466388"
     "1514478488108376857116596977454904888814778310314523930370582799554236456634607581267628916528079815"
     "9771717078609093503188225992649935757537308783940599785695545959765674061193326183694371745466355624"
     "9188470165680195416247057903714051628576412306726842235827740785975945181703067132583500498961776466"
     "66900816133101781"},
    {"RFC-3526-2048", "YJ8XH-BP7o1y-LUiuZ-soqMYS",
     "2399392309836408193492320577182026153578924548267397325586508178417092337824883180431105896876774140"
     "8903385020252358416255890734440371505613607146750401735938532913801351038273396219204872283082899277"
     "1151320103183165836560543237584072811445050230101089067057794565474896475950402053678851599097124322"
     "1934194316051444479512327757987303912396856626700848464078327870823237861911540878252787023189734802"
     "3136748771869470081817839291269157928607410222909295661970966622311020365789668550877628098655766083"
     "7280235265662006316293303364342395962749582544140753954959030577062642207448885805033705750474226282"
     "2965008064101631"},
};
#define VECTORS ((int)(sizeof vectors / sizeof *vectors))

static enum scr_status read_string(char credential[SCR_CREDENTIAL_MAX], const char *typed) {
  return scr_secret_credential_read(credential, typed, strlen(typed));
}

// CRD-1, CRD-2.
START_TEST(the_public_key_is_the_one_that_the_peer_derives) {
  const struct vector *vector = &vectors[_i];
  const struct scr_group *group = scr_group_by_name(vector->group);
  struct scr_secret_scalar secret;
  struct scr_element key;
  struct scr_text text = SCR_TEXT_INIT;
  ck_assert_int_eq(scr_secret_credential_derive(&secret, group, uuid, vector->credential), SCR_OK);
  scr_secret_exp(&key, group, scr_group_generator(group), &secret);
  scr_text_add_element(&text, group, &key);
  ck_assert_str_eq(text.bytes, vector->key);
  scr_text_free(&text);
}
END_TEST

START_TEST(another_election_gives_another_secret) {
  const struct vector *vector = &vectors[_i];
  const struct scr_group *group = scr_group_by_name(vector->group);
  struct scr_secret_scalar here, there;
  ck_assert_int_eq(scr_secret_credential_derive(&here, group, uuid, vector->credential), SCR_OK);
  ck_assert_int_eq(scr_secret_credential_derive(&there, group, "8QbAcnHnFFgCTV", vector->credential), SCR_OK);
  ck_assert(memcmp(&here, &there, sizeof here) != 0);
}
END_TEST

START_TEST(what_the_peer_issued_is_read_as_it_is) {
  char credential[SCR_CREDENTIAL_MAX], spaced[64];
  ck_assert_int_eq(read_string(credential, vectors[_i].credential), SCR_OK);
  ck_assert_str_eq(credential, vectors[_i].credential);
  snprintf(spaced, sizeof spaced, " \t%s\r\n", vectors[_i].credential);
  ck_assert_int_eq(read_string(credential, spaced), SCR_OK);
  ck_assert_str_eq(credential, vectors[_i].credential);
}
END_TEST

START_TEST(what_is_issued_has_the_form_and_never_comes_twice) {
  char first[SCR_CREDENTIAL_LENGTH + 1], second[SCR_CREDENTIAL_LENGTH + 1], read[SCR_CREDENTIAL_MAX];
  for (int i = 0; i < 100; i++) {
    ck_assert_int_eq(scr_secret_credential_generate(first), SCR_OK);
    ck_assert_int_eq(scr_secret_credential_generate(second), SCR_OK);
    ck_assert_uint_eq(strlen(first), SCR_CREDENTIAL_LENGTH);
    ck_assert(first[5] == '-' && first[12] == '-' && first[18] == '-');
    ck_assert_int_eq(read_string(read, first), SCR_OK);
    ck_assert_str_ne(first, second);
  }
}
END_TEST

START_TEST(what_is_printed_is_read_back_without_its_check_group) {
  char credential[SCR_CREDENTIAL_LENGTH + 1], typed[SCR_CREDENTIAL_TYPED + 1], read[SCR_CREDENTIAL_MAX];
  for (int i = 0; i < 100; i++) {
    ck_assert_int_eq(scr_secret_credential_generate(credential), SCR_OK);
    scr_secret_credential_print(typed, credential);
    ck_assert_uint_eq(strlen(typed), SCR_CREDENTIAL_TYPED);
    ck_assert_int_eq(read_string(read, typed), SCR_OK);
    ck_assert_str_eq(read, credential);
  }
}
END_TEST

// Computed with another implementation: SHA-256("scrutineer-credential-check|fSiGn-6iJMY2-HDedu-ScLnVY").
START_TEST(the_check_group_is_the_documented_one) {
  char typed[SCR_CREDENTIAL_TYPED + 1];
  scr_secret_credential_print(typed, "fSiGn-6iJMY2-HDedu-ScLnVY");
  ck_assert_str_eq(typed, "fSiGn-6iJMY2-HDedu-ScLnVY-6Nn");
}
END_TEST

// One chance in 58^3 per error that it goes unnoticed; the credential is fixed, so the test is too.
START_TEST(a_typing_error_anywhere_in_the_checked_form_is_noticed) {
  char typed[SCR_CREDENTIAL_TYPED + 1], read[SCR_CREDENTIAL_MAX] = "unchanged";
  scr_secret_credential_print(typed, "fSiGn-6iJMY2-HDedu-ScLnVY");
  for (size_t i = 0; i < SCR_CREDENTIAL_TYPED; i++) {
    if (typed[i] == '-') continue;
    char right = typed[i];
    typed[i] = right == 'X' ? 'Y' : 'X';
    ck_assert_int_eq(read_string(read, typed), SCR_E_CREDENTIAL_CHECK);
    typed[i] = right;
  }
  for (size_t i = 0; i + 1 < SCR_CREDENTIAL_TYPED; i++) {  // neighbours exchanged
    if (typed[i] == '-' || typed[i + 1] == '-' || typed[i] == typed[i + 1]) continue;
    char left = typed[i];
    typed[i] = typed[i + 1];
    typed[i + 1] = left;
    ck_assert_int_eq(read_string(read, typed), SCR_E_CREDENTIAL_CHECK);
    typed[i + 1] = typed[i];
    typed[i] = left;
  }
  ck_assert_str_eq(read, "unchanged");
}
END_TEST

START_TEST(a_wrong_character_in_the_old_form_is_noticed) {
  char typed[] = "rSA-jpw-xYK-7gC-PLF", read[SCR_CREDENTIAL_MAX];
  for (size_t i = 0; i < sizeof typed - 1; i++) {
    if (typed[i] == '-') continue;
    char right = typed[i];
    typed[i] = right == 'k' ? 'm' : 'k';
    ck_assert_int_eq(read_string(read, typed), SCR_E_CREDENTIAL_CHECK);
    typed[i] = right;
  }
  ck_assert_int_eq(read_string(read, "rSAjpwxYK7gCPLa"), SCR_E_CREDENTIAL_CHECK);
}
END_TEST

static const char *const malformed[] = {
    "",
    " ",
    "fSiGn-6iJMY2-HDedu-ScLnV",    // one short
    "fSiGn-6iJMY2-HDedu-ScLnVYY",  // one long
    "fSiGn-6iJMY2-HDedu-ScLnVY-",
    "fSiGn-6iJMY2-HDedu-ScLnV0",  // 0, O, I and l are not of the alphabet
    "fSiGn-6iJMY2-HDedu-ScLnVO",
    "fSiGn-6iJMY2-HDedu-ScLnVI",
    "fSiGn-6iJMY2-HDedu-ScLnVl",
    "fSiGn-6iJMY2-HDedu-ScLnV\xe9",
    "fSiGn 6iJMY2 HDedu ScLnVY",
    "fSiGn6-iJMY2-HDedu-ScLnVY",  // a hyphen out of place
    "fSiGn--iJMY2-HDedu-ScLnVY",
    "fSiGn-6iJMY2-HDedu-ScLnVY+abc",
    "rSA-jpw-xYK-7gC-PL",
    "rSA-jpw-xYK-7gC-PL0",
    "rSAjpwxYK7gCPL",
    "rSAjpwxYK7gCPL-",
};

START_TEST(what_has_no_form_of_a_credential_is_refused) {
  char read[SCR_CREDENTIAL_MAX] = "unchanged";
  struct scr_secret_scalar secret;
  ck_assert_int_eq(read_string(read, malformed[_i]), SCR_E_CREDENTIAL_FORM);
  ck_assert_str_eq(read, "unchanged");
  ck_assert_int_eq(scr_secret_credential_derive(&secret, scr_group_at(0), uuid, malformed[_i]), SCR_E_CREDENTIAL_FORM);
}
END_TEST

// CRD-3.
START_TEST(the_check_group_is_no_part_of_what_is_derived_from) {
  char typed[SCR_CREDENTIAL_TYPED + 1];
  struct scr_secret_scalar secret;
  scr_secret_credential_print(typed, "fSiGn-6iJMY2-HDedu-ScLnVY");
  ck_assert_int_eq(scr_secret_credential_derive(&secret, scr_group_at(0), uuid, typed), SCR_E_CREDENTIAL_FORM);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("secret credentials");
  TCase *tests = tcase_create("credentials");
  tcase_add_loop_test(tests, the_public_key_is_the_one_that_the_peer_derives, 0, VECTORS);
  tcase_add_loop_test(tests, another_election_gives_another_secret, 0, VECTORS);
  tcase_add_loop_test(tests, what_the_peer_issued_is_read_as_it_is, 0, VECTORS);
  tcase_add_test(tests, what_is_issued_has_the_form_and_never_comes_twice);
  tcase_add_test(tests, what_is_printed_is_read_back_without_its_check_group);
  tcase_add_test(tests, the_check_group_is_the_documented_one);
  tcase_add_test(tests, a_typing_error_anywhere_in_the_checked_form_is_noticed);
  tcase_add_test(tests, a_wrong_character_in_the_old_form_is_noticed);
  tcase_add_loop_test(tests, what_has_no_form_of_a_credential_is_refused, 0,
                      (int)(sizeof malformed / sizeof *malformed));
  tcase_add_test(tests, the_check_group_is_no_part_of_what_is_derived_from);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
