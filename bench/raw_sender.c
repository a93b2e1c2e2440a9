/* The limit of goal 7: each message encrypted (RFC 8291), and posted over HTTP/2, in C alone.
 *
 *     raw_sender LIBCURL LIBCRYPTO CA-FILE URL P256DH-HEX AUTH-HEX AUTHORIZATION MESSAGES AT-ONCE
 *
 * It opens the very libraries that pycurl brings along, so that it needs no headers and no other
 * build of them makes a difference. It prints processor µs per message and how many were accepted.
 */
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

typedef void *P;
static P curl, crypto;
static P need(P lib, const char *name) {
    P found = dlsym(lib, name);
    if (!found) { fprintf(stderr, "no %s\n", name); exit(2); }
    return found;
}
#define C(ret, name, ...) static ret (*name)(__VA_ARGS__)
C(P, EVP_PKEY_Q_keygen, P, const char *, const char *, ...);
C(P, EVP_PKEY_CTX_new, P, P);
C(P, EVP_PKEY_CTX_new_from_name, P, const char *, const char *);
C(int, EVP_PKEY_fromdata_init, P);
C(int, EVP_PKEY_fromdata, P, P *, int, P);
C(P, OSSL_PARAM_BLD_new, void);
C(int, OSSL_PARAM_BLD_push_utf8_string, P, const char *, const char *, size_t);
C(int, OSSL_PARAM_BLD_push_octet_string, P, const char *, const void *, size_t);
C(P, OSSL_PARAM_BLD_to_param, P);
C(size_t, EVP_PKEY_get1_encoded_public_key, P, unsigned char **);
C(int, EVP_PKEY_derive_init, P);
C(int, EVP_PKEY_derive_set_peer, P, P);
C(int, EVP_PKEY_derive, P, unsigned char *, size_t *);
C(void, EVP_PKEY_free, P);
C(void, EVP_PKEY_CTX_free, P);
C(void, CRYPTO_free, P, const char *, int);
C(P, EVP_sha256, void);
C(unsigned char *, HMAC, P, const void *, int, const unsigned char *, size_t, unsigned char *, unsigned *);
C(int, RAND_bytes, unsigned char *, int);
C(P, EVP_CIPHER_CTX_new, void);
C(P, EVP_CIPHER_fetch, P, const char *, const char *);
C(int, EVP_EncryptInit_ex, P, P, P, const unsigned char *, const unsigned char *);
C(int, EVP_EncryptUpdate, P, unsigned char *, int *, const unsigned char *, int);
C(int, EVP_EncryptFinal_ex, P, unsigned char *, int *);
C(int, EVP_CIPHER_CTX_ctrl, P, int, int, void *);
C(int, curl_global_init, long);
C(P, curl_easy_init, void);
C(int, curl_easy_setopt, P, int, ...);
C(int, curl_easy_getinfo, P, int, ...);
C(P, curl_slist_append, P, const char *);
C(void, curl_slist_free_all, P);
C(P, curl_multi_init, void);
C(int, curl_multi_setopt, P, int, ...);
C(int, curl_multi_add_handle, P, P);
C(int, curl_multi_remove_handle, P, P);
C(int, curl_multi_perform, P, int *);
C(int, curl_multi_poll, P, P, unsigned, int, int *);
struct msg { int what; P easy; union { void *any; int result; } data; };
C(struct msg *, curl_multi_info_read, P, int *);
#define L(lib, name) *(void **)&name = need(lib, #name)

static void open_libraries(const char *libcurl, const char *libcrypto) {
    curl = dlopen(libcurl, RTLD_NOW);
    crypto = dlopen(libcrypto, RTLD_NOW);
    if (!curl || !crypto) { fprintf(stderr, "%s\n", dlerror()); exit(2); }
    L(crypto, EVP_PKEY_Q_keygen); L(crypto, EVP_PKEY_CTX_new); L(crypto, EVP_PKEY_CTX_new_from_name);
    L(crypto, EVP_PKEY_fromdata_init); L(crypto, EVP_PKEY_fromdata); L(crypto, OSSL_PARAM_BLD_new);
    L(crypto, OSSL_PARAM_BLD_push_utf8_string); L(crypto, OSSL_PARAM_BLD_push_octet_string);
    L(crypto, OSSL_PARAM_BLD_to_param); L(crypto, EVP_PKEY_get1_encoded_public_key);
    L(crypto, EVP_PKEY_derive_init); L(crypto, EVP_PKEY_derive_set_peer); L(crypto, EVP_PKEY_derive);
    L(crypto, EVP_PKEY_free); L(crypto, EVP_PKEY_CTX_free); L(crypto, CRYPTO_free);
    L(crypto, EVP_sha256); L(crypto, HMAC); L(crypto, RAND_bytes); L(crypto, EVP_CIPHER_CTX_new);
    L(crypto, EVP_CIPHER_fetch); L(crypto, EVP_EncryptInit_ex); L(crypto, EVP_EncryptUpdate);
    L(crypto, EVP_EncryptFinal_ex); L(crypto, EVP_CIPHER_CTX_ctrl);
    L(curl, curl_global_init); L(curl, curl_easy_init); L(curl, curl_easy_setopt);
    L(curl, curl_easy_getinfo); L(curl, curl_slist_append); L(curl, curl_slist_free_all);
    L(curl, curl_multi_init); L(curl, curl_multi_setopt); L(curl, curl_multi_add_handle);
    L(curl, curl_multi_remove_handle); L(curl, curl_multi_perform); L(curl, curl_multi_poll);
    L(curl, curl_multi_info_read);
}

static void bytes(const char *hex, unsigned char *to, int size) {
    for (int i = 0; i < size; i++) { unsigned b; sscanf(hex + 2 * i, "%2x", &b); to[i] = b; }
}

/* One block of HKDF (RFC 5869): all lengths here are at most 32. */
static void hkdf(const unsigned char *salt, int n, const unsigned char *key, int k,
                 const unsigned char *info, int i, unsigned char *out) {
    unsigned char prk[32], text[200];
    unsigned size;
    HMAC(EVP_sha256(), salt, n, key, k, prk, &size);
    memcpy(text, info, i);
    text[i] = 1;
    HMAC(EVP_sha256(), prk, 32, text, i + 1, out, &size);
}

static P public_key(const unsigned char *point) {
    P key = NULL, build = OSSL_PARAM_BLD_new(), ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    OSSL_PARAM_BLD_push_utf8_string(build, "group", "prime256v1", 0);
    OSSL_PARAM_BLD_push_octet_string(build, "pub", point, 65);
    if (EVP_PKEY_fromdata_init(ctx) < 1 ||
        EVP_PKEY_fromdata(ctx, &key, 0x86 /* public */, OSSL_PARAM_BLD_to_param(build)) < 1) exit(3);
    EVP_PKEY_CTX_free(ctx);
    return key;
}

static P aes;
static int encrypt(const unsigned char *theirs, const unsigned char *auth, const unsigned char *plain,
                   int size, unsigned char *out) {
    unsigned char secret[32], ikm[32], cek[32], nonce[32], info[144] = "WebPush: info", *ours = NULL;
    size_t length = 32;
    int n, m;
    P peer = public_key(theirs), own = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    EVP_PKEY_get1_encoded_public_key(own, &ours);
    P ctx = EVP_PKEY_CTX_new(own, NULL);
    EVP_PKEY_derive_init(ctx);
    EVP_PKEY_derive_set_peer(ctx, peer);
    EVP_PKEY_derive(ctx, secret, &length);
    memcpy(info + 14, theirs, 65);
    memcpy(info + 79, ours, 65);
    hkdf(auth, 16, secret, 32, info, 144, ikm);
    RAND_bytes(out, 16);
    hkdf(out, 16, ikm, 32, (const unsigned char *)"Content-Encoding: aes128gcm", 28, cek);
    hkdf(out, 16, ikm, 32, (const unsigned char *)"Content-Encoding: nonce", 24, nonce);
    memcpy(out + 16, "\0\0\x10\0\x41", 5);
    memcpy(out + 21, ours, 65);
    static P cipher;
    if (!cipher) cipher = EVP_CIPHER_CTX_new();
    EVP_EncryptInit_ex(cipher, aes, NULL, cek, nonce);
    EVP_EncryptUpdate(cipher, out + 86, &n, plain, size);
    EVP_EncryptUpdate(cipher, out + 86 + n, &m, (const unsigned char *)"\2", 1);
    n += m;
    EVP_EncryptFinal_ex(cipher, out + 86 + n, &m);
    n += m;
    EVP_CIPHER_CTX_ctrl(cipher, 0x10 /* get the tag */, 16, out + 86 + n);
    CRYPTO_free(ours, "", 0);
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(own);
    EVP_PKEY_free(peer);
    return 86 + n + 16;
}

static size_t nowhere(char *p, size_t one, size_t many, P user) {
    (void)p; (void)user;
    return one * many;
}

static double spent(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6 + u.ru_utime.tv_usec + u.ru_stime.tv_usec;
}

int main(int argc, char **argv) {
    if (argc != 10) return 2;
    open_libraries(argv[1], argv[2]);
    aes = EVP_CIPHER_fetch(NULL, "AES-128-GCM", NULL);
    unsigned char theirs[65], auth[16], plain[300];
    bytes(argv[5], theirs, 65);
    bytes(argv[6], auth, 16);
    memset(plain, 'x', sizeof plain);
    char vapid[1000];
    snprintf(vapid, sizeof vapid, "Authorization: %s", argv[7]);
    int total = atoi(argv[8]), width = atoi(argv[9]), sent = 0, busy = 0, accepted = 0, left;
    unsigned char (*bodies)[600] = malloc(width * 600);
    curl_global_init(3);
    P multi = curl_multi_init(), headers = NULL;
    const char *lines[] = {"Content-Type: application/octet-stream", "Content-Encoding: aes128gcm",
                           "Accept:", "Expect:", "TTL: 86400", "Urgency: normal", vapid};
    for (int i = 0; i < 7; i++) headers = curl_slist_append(headers, lines[i]);
    curl_multi_setopt(multi, 3 /* PIPELINING */, 2L);
    curl_multi_setopt(multi, 7 /* MAX_HOST_CONNECTIONS */, 8L);
    curl_multi_setopt(multi, 16 /* MAX_CONCURRENT_STREAMS */, 100L);
    P *idle = calloc(width, sizeof *idle);
    int spare = width;
    for (int i = 0; i < width; i++) {
        P e = idle[i] = curl_easy_init();
        curl_easy_setopt(e, 10002 /* URL */, argv[4]);
        curl_easy_setopt(e, 10065 /* CAINFO */, argv[3]);
        curl_easy_setopt(e, 84 /* HTTP_VERSION */, 4L);
        curl_easy_setopt(e, 237 /* PIPEWAIT */, 1L);
        curl_easy_setopt(e, 99 /* NOSIGNAL */, 1L);
        curl_easy_setopt(e, 10023 /* HTTPHEADER */, headers);
        curl_easy_setopt(e, 20011 /* WRITEFUNCTION */, nowhere);
        curl_easy_setopt(e, 10103 /* PRIVATE */, bodies[i]);
    }
    double start = spent();
    while (sent < total || busy) {
        while (spare && sent < total) {
            P e = idle[--spare];
            unsigned char *body;
            curl_easy_getinfo(e, 0x100000 + 21, &body);
            int size = encrypt(theirs, auth, plain, sizeof plain, body);
            curl_easy_setopt(e, 60 /* POSTFIELDSIZE */, (long)size);
            curl_easy_setopt(e, 10015 /* POSTFIELDS */, body);
            curl_multi_add_handle(multi, e);
            sent++;
            busy++;
        }
        curl_multi_perform(multi, &left);
        struct msg *one;
        int queued;
        while ((one = curl_multi_info_read(multi, &queued))) {
            P e = one->easy;
            long status = 0;
            curl_easy_getinfo(e, 0x200000 + 2, &status);
            if (status == 201) accepted++;
            curl_multi_remove_handle(multi, e);
            idle[spare++] = e;
            busy--;
        }
        if (left && busy) curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
    printf("%.3f %d\n", (spent() - start) / total, accepted);
    return 0;
}
